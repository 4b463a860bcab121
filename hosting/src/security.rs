//! The headers that guard the reader, on every answer.

use crate::content_security_policy;

/// The headers of every answer, errors and redirects too, each with its value; what is shown in a frame has
/// another policy ([`content_security_policy_of_frames`](crate::content_security_policy_of_frames)).
///
/// With `tls` also the one that tells browsers to use nothing else: only who knows that the site is reached
/// by TLS can say so, and browsers ignore it without.
///
/// Left out with a reason: X-Frame-Options, which `frame-ancestors` replaces in every browser that runs wasm;
/// Permissions-Policy, because the page asks for no such permission and what it frames has no origin that could
/// be given one, while the list of features is each browser's own and a name that one does not know is a complaint in its console.
#[must_use]
pub fn security_headers(tls: bool) -> Vec<(&'static str, String)> {
    let mut headers = vec![(CONTENT_SECURITY_POLICY, content_security_policy())];
    headers.extend(ALWAYS.map(|(name, value)| (name, value.to_owned())));
    headers.extend(tls.then(|| (TLS_ONLY.0, TLS_ONLY.1.to_owned())));
    headers
}

/// The header whose value is another for what is in a frame.
pub const CONTENT_SECURITY_POLICY: &str = "Content-Security-Policy";

const ALWAYS: [(&str, &str); 4] = [
    // A file is what its type says and nothing else.
    ("X-Content-Type-Options", "nosniff"),
    // The page's address can hold the server that a reader was given (`?servidor=`): no site that is linked
    // to needs to know it, nor where the reader comes from.
    ("Referrer-Policy", "no-referrer"),
    // No other site draws on the files, nor holds on to the window.
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];

/// Two years, for this very host: a reader may speak to another one of the domain without TLS, and the subdomains are
/// their owner's to decide on. So is `preload`, which asks browsers to carry the whole domain in a list that is hard to
/// leave; raters credit the list and not the word.
const TLS_ONLY: (&str, &str) = ("Strict-Transport-Security", "max-age=63072000");

#[cfg(test)]
mod tests {
    use super::security_headers;

    #[test]
    fn every_answer_has_them() {
        let expected = [
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Resource-Policy",
            "Cross-Origin-Opener-Policy",
        ];
        assert_eq!(security_headers(false).iter().map(|(name, _)| *name).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tls_adds_one_at_the_end() {
        let (plain, mut tls) = (security_headers(false), security_headers(true));
        let last = ("Strict-Transport-Security", "max-age=63072000".to_owned());
        assert_eq!(tls.pop(), Some(last));
        assert_eq!(tls, plain);
    }
}
