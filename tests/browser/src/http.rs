//! What a server sends, without a browser between.

use reqwest::{
    RequestBuilder,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap},
};

/// An answer of a server.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    headers: HeaderMap,
    /// The body, as it was sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, if it was sent once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("UTF-8")
    }
}

/// Asks for what is at an address; a redirection is the answer and is not followed.
pub async fn get(address: &str) -> Answer {
    let answer = asking(address).send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, body: answer.bytes().await.expect("a body").to_vec() }
}

/// Waits until a server has packed what is at an address.
pub(crate) async fn wait_packed(address: &str) {
    let answer = asking(address).header(ACCEPT_ENCODING, "br").send().await.expect("an answer");
    assert!(answer.headers().contains_key(CONTENT_ENCODING), "{address} is not packed");
}

fn asking(address: &str) -> RequestBuilder {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    client.expect("a client").get(address)
}
