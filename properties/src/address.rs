//! The address that a reader types or `?servidor=` brings.

use brython_websocket::{
    demo::{Environment, Server},
    websocket::{AddressError, check_typed, without_credentials},
};
use url::Url;

/// It is refused with a reason or taken, and never with a password in it as the URL standard reads it; encryption is
/// never required of less; spaces around it change nothing; and what is told of it has no password either.
pub fn address(text: &str) {
    let taken = check_typed(text, false);
    let taken_if_secure = check_typed(text, true);
    assert!(taken.is_ok() || taken_if_secure.is_err(), "{text:?}: {taken:?}");
    assert!(
        taken.is_err() || matches!(taken_if_secure, Ok(()) | Err(AddressError::Insecure)),
        "{text:?}: {taken_if_secure:?}"
    );
    assert_eq!(check_typed(&format!(" \t{text}\n\0"), false), taken, "{text:?}");
    let page = Url::parse("https://example.org/docs/").unwrap();
    let read = page.join(text).ok();
    if let Some(url) = &read
        && taken.is_ok()
    {
        assert!(url.username().is_empty() && url.password().is_none(), "{text:?} has a password");
        assert!(url.fragment().is_none(), "{text:?} has a fragment");
        assert!(matches!(url.scheme(), "ws" | "wss" | "http" | "https"), "{text:?}");
        let environment = Environment { secure_page: false, ..Environment::default() };
        let target = environment.target(Server::Other, text).unwrap();
        assert_eq!(page.join(&target.address), page.join(text.trim()), "{text:?} goes elsewhere");
    }
    // The other way round: nothing that a browser takes is refused for a reason that is not so.
    if let Some(url) = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "ws" | "wss")) {
        let told = without_credentials(url.as_str());
        let told = Url::parse(&told).unwrap_or_else(|error| panic!("{told:?}: {error}"));
        assert_eq!((told.host(), told.port(), told.path()), (url.host(), url.port(), url.path()), "{text:?}");
        assert!(matches!(told.username(), "" | "***") && told.password().is_none(), "{text:?}");
        let has_credentials = text.contains('@');
        match taken {
            Ok(()) => {}
            Err(AddressError::Fragment) => assert!(url.fragment().is_some(), "{text:?}"),
            Err(AddressError::Credentials) => assert!(has_credentials, "{text:?}"),
            Err(error) => panic!("{text:?} is {url}, and refused: {error:?}"),
        }
    }
}
