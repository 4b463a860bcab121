//! Compiles `i18n/` and checks it: what is missing, unknown or empty fails the build, named by file and key.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=i18n");
    println!("cargo::rerun-if-changed=static/example.py");
    let out = env::var("OUT_DIR")?;
    match content::compile::language(Path::new("i18n/pt"), Path::new("static/example.py")) {
        Ok(content) => fs::write(Path::new(&out).join("pt.bin"), content.encode()?)?,
        // Said by cargo as one line, without the trace that an `Err` from here would bring.
        Err(error) => println!("cargo::error={error}"),
    }
    Ok(())
}
