//! The site as Trunk alone builds it, without what `cargo xtask build` does to make it small.

use browser_tests::{LANGUAGES, browse, path_of, required, servers::static_host_of};

#[tokio::test]
#[ignore = "needs the site of plain Trunk: `cargo xtask test --only plain`"]
async fn it_lives_in_every_language() {
    let site = static_host_of(required("DIST_PLAIN").into()).await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(
            "document.addEventListener('DOMContentLoaded', () => {
                window.prerendered = document.querySelector('.panel #openbtn');
            });",
        )
        .await?;
        for language in LANGUAGES {
            page.open(&path_of(language)).await?;
            let kept = "return document.querySelector('.panel #openbtn') === window.prerendered";
            assert_eq!(page.run(kept).await?, true, "{language}: made anew");
            page.connect().await?;
            page.send("olá").await?;
            page.wait("#log [data-event=message]").await?;
            page.click("#closebtn").await?;
            page.wait("#log [data-event=close][data-code='1005']").await?;
        }
        Ok(())
    })
    .await;
}
