//! What a host sends with the site, told once for all who say it.
//!
//! - `policy` is the Content Security Policy, for a header and for a page's own `<meta>`.
//! - `security` is every header that guards the reader, that policy among them.
//! - `cache` tells how long a browser keeps what is at a path.
//! - `headers_file` writes all of it for the hosts that read a file called `_headers`.
//!
//! `server/` sends these and the prerender writes them into `dist/`, so that a page meets the same rules
//! wherever it is served. It depends on nothing and knows of no server.

mod cache;
mod headers_file;
mod policy;
mod security;

pub use cache::{ASSETS, FRAMES, REVALIDATE, cache_control, is_frame, is_hashed};
pub use headers_file::{HEADERS_FILE, headers_file};
pub use policy::{
    content_security_policy, content_security_policy_of_a_frame, content_security_policy_of_a_page,
    content_security_policy_of_frames,
};
pub use security::{CONTENT_SECURITY_POLICY, security_headers};
