//! Messages are written down and read again, to the letter.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::examples::*;
use super::*;
use crate::domain::Facts;
use crate::tui::terminal::input::examples::{input_kind, inputs};

fn read_again<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    let again: T = serde_json::from_str(&json).unwrap();
    assert_eq!(&again, value, "{json}");
}

#[test]
fn every_message_is_read_as_it_was_written() {
    let messages = messages();
    messages.iter().for_each(read_again);
    let found: BTreeSet<usize> = messages.iter().map(kind).collect();
    let all: BTreeSet<usize> = (0..31).collect();
    assert_eq!(found, all, "each kind has an example");
    let inputs: BTreeSet<usize> = inputs().iter().map(input_kind).collect();
    let all: BTreeSet<usize> = (0..5).collect();
    assert_eq!(inputs, all, "and so has each kind of input");
}

#[test]
fn what_the_service_said_is_kept_to_the_letter() {
    let msg = Msg::Entity(RequestId(1), ApiVersion::Beta, Ok(raw()));
    let json = serde_json::to_string(&msg).unwrap();
    assert!(json.contains(&raw().to_json()), "{json}");
}

#[test]
fn an_id_or_a_method_that_is_none_is_not_read() {
    assert!(serde_json::from_str::<ObjectId>(r#""Sales""#).is_err());
    let json = serde_json::to_string(&facts()).unwrap();
    let other = json.replace("PATCH", "BREW");
    assert!(serde_json::from_str::<Facts>(&other).is_err());
}
