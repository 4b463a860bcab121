//! What in the server reads what strangers write, as the crate `properties` and the fuzz targets call it.

use crate::{coding::Coding, place, scenario::Scenario};

/// The content coding that an Accept-Encoding asks for, as Content-Encoding names it; `None` for a file as it is.
#[must_use]
pub fn coding(accepted: &str) -> Option<&'static str> {
    Coding::wanted(accepted).name()
}

/// The number of messages that the server sends of itself on a connection with this query, if it is a burst.
///
/// # Errors
/// A sentence for who asks for what there is not.
pub fn burst(query: &[(String, String)]) -> Result<Option<u32>, &'static str> {
    Scenario::of(query).map(|scenario| if let Scenario::Burst(count) = scenario { Some(count) } else { None })
}

/// The path inside the site that the path of a request means, without the slash at its start; `None` where it means
/// none that a site may have.
#[must_use]
pub fn path(encoded: &str) -> Option<String> {
    place::decode(encoded)
}
