//! Tests of the editor form.

use super::*;
use crate::domain::NewTarget;

const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const OTHER: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn form(target: &str) -> EditorForm {
    let row = format!(r##"{{"id":"a","target":{{"@odata.type":"#microsoft.graph.{target}}}}}"##);
    let row = Assignment::from_raw(&serde_json::from_str(&row).unwrap()).unwrap();
    let configuration =
        r##"{"@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","id":"c"}"##;
    let raw = serde_json::from_str(configuration).unwrap();
    let (configuration, _) = Configuration::from_raw(raw).unwrap();
    EditorForm::open(&configuration, Some(&row))
}

fn group() -> EditorForm {
    form(&format!(r#"groupAssignmentTarget","groupId":"{ID}""#))
}

#[test]
fn it_opens_on_what_is_there_and_else_on_a_group() {
    let editor = form(&format!(
        r#"scopeTagGroupAssignmentTarget","targetType":"device","entraObjectId":"{ID}""#
    ));
    assert_eq!(editor.kind(), TargetKind::ScopeTagGroup);
    assert_eq!(editor.target_type(), TargetType::Device);
    assert_eq!(editor.text(Field::ObjectId).unwrap().value(), ID);
    assert!(!editor.is_dirty());
    let editor = form(r#"allDevicesAssignmentTarget""#);
    assert_eq!(editor.kind(), TargetKind::Group);
    assert!(editor.target().unwrap_err().is_unfinished);
}

#[test]
fn the_kind_decides_which_fields_there_are() {
    let mut editor = group();
    assert_eq!(editor.fields(), [Field::Kind, Field::ObjectId]);
    assert!(editor.choose(true) && editor.choose(true) && editor.choose(true));
    assert_eq!(editor.kind(), TargetKind::ScopeTagGroup);
    assert_eq!(
        editor.fields(),
        [Field::Kind, Field::TargetType, Field::ObjectId]
    );
    assert!(editor.choose(true));
    assert!(!editor.choose(true), "the last choice has none after it");
    assert_eq!(editor.fields(), [Field::Kind, Field::CollectionId]);
}

#[test]
fn down_goes_through_the_choices_and_then_to_the_next_field() {
    let mut editor = group();
    for _ in 0..4 {
        editor.step(Motion::Down);
    }
    assert_eq!(
        (editor.focus(), editor.kind()),
        (Field::Kind, TargetKind::CmCollection)
    );
    editor.step(Motion::Down);
    assert_eq!(editor.focus(), Field::CollectionId);
    editor.step(Motion::Up);
    assert_eq!(editor.focus(), Field::Kind);
}

#[test]
fn a_pasted_id_is_cleaned_and_takes_the_place_of_the_old_one() {
    for pasted in [
        format!("  {OTHER}\r\n"),
        format!("{{{OTHER}}}"),
        OTHER.to_uppercase(),
    ] {
        let mut editor = group();
        editor.paste(&pasted);
        assert_eq!(editor.focus(), Field::ObjectId);
        assert_eq!(
            editor.target(),
            Ok(NewTarget::Group(ObjectId::parse(OTHER).unwrap()))
        );
        assert!(editor.is_dirty());
    }
}

#[test]
fn pseudo_ids_are_refused_as_what_they_are() {
    let mut editor = group();
    editor.paste("acacacac-9df4-4c7d-9d50-4ef0226f57a9");
    let problem = editor.target().unwrap_err();
    assert_eq!(problem.text, IdProblem::AllUsers.to_string());
    assert!(!problem.is_unfinished);
}

#[test]
fn an_id_that_is_short_is_not_finished_and_one_with_a_wrong_letter_is_wrong() {
    for (typed, is_unfinished) in [("", true), ("6f1d0c52", true), ("6f1d0c5x", false)] {
        let mut editor = form(r#"allDevicesAssignmentTarget""#);
        editor.paste(typed);
        let problem = editor.target().unwrap_err();
        assert_eq!(problem.is_unfinished, is_unfinished, "{typed} {problem:?}");
    }
}

#[test]
fn a_part_is_inserted_where_the_cursor_is() {
    let mut editor = form(r#"allDevicesAssignmentTarget""#);
    editor.paste("6f1d0c52-");
    editor.paste("0a4e");
    assert_eq!(
        editor.text(Field::ObjectId).unwrap().value(),
        "6f1d0c52-0a4e"
    );
}

#[test]
fn a_collection_takes_no_object_id() {
    let mut editor =
        form(r#"configurationManagerCollectionAssignmentTarget","collectionId":"SMS1""#);
    assert_eq!(
        editor.target(),
        Ok(NewTarget::CmCollection("SMS1".to_owned()))
    );
    editor.paste(ID);
    assert!(!editor.target().unwrap_err().is_unfinished);
}
