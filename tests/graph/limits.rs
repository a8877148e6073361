//! How much of an answer is read, and how deep it may be.

use enlist::domain::{ApiMode, RequestError};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::wire::{client_of, settings};
use super::{kind, list};

/// What reading the list comes to where every answer is this one.
async fn error_of(answer: ResponseTemplate) -> RequestError {
    let server = MockServer::start().await;
    let mock = Mock::given(method("GET")).respond_with(answer);
    mock.mount(&server).await;
    let client = client_of(&settings(&server.uri(), ApiMode::Auto), "token");
    list(&client).await.1.unwrap_err()
}

/// A gzip stream that becomes a text of so many repetitions of 258 letters. Its end is missing: whoever
/// asks for it has read too much.
fn gzip_of_one_letter(repetitions: usize) -> Vec<u8> {
    // RFC 1951: a last block with fixed codes, the letter, then copies of 258 bytes at distance 1.
    let mut bits = vec![1, 1, 0];
    let mut code = |code: u32, length: u32| {
        bits.extend((0..length).rev().map(|at| (code >> at & 1) as u8));
    };
    code(0x30 + u32::from(b'A'), 8);
    for _ in 0..repetitions {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(bits.chunks(8).map(|bits| {
        let bits = bits.iter().enumerate();
        bits.fold(0, |byte, (at, bit)| byte | bit << at)
    }));
    bytes
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_large_one_is_given_up() {
    let packed = gzip_of_one_letter(5_000);
    assert!(packed.len() < 10_000);
    let answer = ResponseTemplate::new(400)
        .insert_header("content-encoding", "gzip")
        .set_body_bytes(packed);
    let error = error_of(answer).await;
    assert_eq!(kind(&error), "lost");
    assert!(error.reason().contains("1 MiB"), "{}", error.reason());
}

#[tokio::test]
async fn a_page_larger_than_its_limit_is_not_read() {
    let answer = ResponseTemplate::new(200).set_body_bytes(vec![b'1'; (64 << 20) + 1]);
    let error = error_of(answer).await;
    assert_eq!(kind(&error), "lost");
    assert!(error.reason().contains("64 MiB"), "{}", error.reason());
}

#[tokio::test]
async fn an_answer_nested_too_deep_is_named_as_that() {
    for levels in [65, 1_000, 100_000] {
        let (open, close) = ("[".repeat(levels - 3), "]".repeat(levels - 3));
        let body = format!(r#"{{"value":[{{"id":"a","x":{open}{close}}}]}}"#);
        let error = error_of(ResponseTemplate::new(200).set_body_string(body)).await;
        assert_eq!(kind(&error), "malformed");
        assert!(error.reason().contains("nested deeper than 64 levels"));
    }
}

#[tokio::test]
async fn what_a_parser_quotes_is_cut() {
    let body = format!(r#"{{"value":"{}"}}"#, "A".repeat(100_000));
    let error = error_of(ResponseTemplate::new(200).set_body_string(body)).await;
    assert_eq!(kind(&error), "malformed");
    assert_eq!(error.reason().chars().count(), 500);
}
