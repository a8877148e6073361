//! Tests of the editor form.

use super::*;
use crate::domain::NewTarget;

const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const OTHER: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn form(target: &str) -> EditorForm {
    let row = format!(r##"{{"id":"a","target":{{"@odata.type":"#microsoft.graph.{target}}}}}"##);
    let row = Assignment::from_raw(&serde_json::from_str(&row).unwrap()).unwrap();
    let configuration =
        r##"{"@odata.type":"#microsoft.graph.deviceComanagementAuthorityConfiguration","id":"c"}"##;
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
    assert_eq!(
        editor.fields(),
        [Field::Kind, Field::ObjectId, Field::FilterMode]
    );
    editor.turn(false);
    assert_eq!(editor.focus(), Field::Kind);
    for _ in 0..3 {
        editor.choose(true);
    }
    assert_eq!(editor.kind(), TargetKind::ScopeTagGroup);
    assert_eq!(
        editor.fields(),
        [
            Field::Kind,
            Field::TargetType,
            Field::ObjectId,
            Field::FilterMode
        ]
    );
    editor.choose(true);
    editor.choose(true);
    assert_eq!(editor.kind(), TargetKind::CmCollection, "the last choice");
    assert_eq!(
        editor.fields(),
        [Field::Kind, Field::CollectionId, Field::FilterMode]
    );
}

#[test]
fn a_kind_that_the_configuration_does_not_take_cannot_be_reached() {
    for (subtype, kinds) in [
        (
            "windows10EnrollmentCompletionPageConfiguration",
            &TargetKind::WRITABLE[..4],
        ),
        (
            "deviceEnrollmentLimitConfiguration",
            &TargetKind::WRITABLE[..4],
        ),
        (
            "deviceEnrollmentNotificationConfiguration",
            &TargetKind::WRITABLE[..2],
        ),
        (
            "deviceComanagementAuthorityConfiguration",
            &TargetKind::WRITABLE,
        ),
    ] {
        let json = format!(r##"{{"@odata.type":"#microsoft.graph.{subtype}","id":"c"}}"##);
        let raw = serde_json::from_str(&json).unwrap();
        let (configuration, _) = Configuration::from_raw(raw).unwrap();
        let mut editor = EditorForm::open(&configuration, None);
        assert_eq!(editor.kinds(), kinds, "{subtype}");
        let mut reached = vec![editor.kind()];
        loop {
            editor.next_kind();
            if editor.kind() == reached[0] {
                break;
            }
            reached.push(editor.kind());
        }
        assert_eq!(reached, kinds, "{subtype}");
    }
}

#[test]
fn a_kind_that_is_there_can_be_kept_although_it_would_not_be_taken() {
    let id = r#"configurationManagerCollectionAssignmentTarget","collectionId":"SMS1""#;
    let row = format!(r##"{{"id":"a","target":{{"@odata.type":"#microsoft.graph.{id}}}}}"##);
    let row = Assignment::from_raw(&serde_json::from_str(&row).unwrap()).unwrap();
    let raw = r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c"}"##;
    let (configuration, _) = Configuration::from_raw(serde_json::from_str(raw).unwrap()).unwrap();
    let editor = EditorForm::open(&configuration, Some(&row));
    assert_eq!(editor.kind(), TargetKind::CmCollection);
    assert_eq!(editor.focus(), Field::CollectionId);
    assert_eq!(editor.kinds().len(), 5);
}

#[test]
fn the_next_kind_takes_the_keyboard_to_where_it_is_filled_in() {
    let mut editor = group();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push((editor.kind(), editor.focus()));
        editor.next_kind();
    }
    assert_eq!(
        seen,
        [
            (TargetKind::Group, Field::ObjectId),
            (TargetKind::AllUsers, Field::Kind),
            (TargetKind::AllDevices, Field::Kind),
            (TargetKind::ScopeTagGroup, Field::ObjectId),
            (TargetKind::CmCollection, Field::CollectionId),
        ]
    );
    assert_eq!(editor.kind(), TargetKind::Group);
    assert!(!editor.is_dirty(), "what was typed for a kind is kept");
}

#[test]
fn what_is_typed_among_choices_goes_to_the_group_and_replaces_its_old_id() {
    let mut editor = group();
    assert_eq!(editor.focus(), Field::ObjectId);
    editor.turn(false);
    assert!(!editor.edit(InputRequest::InsertChar(' ')), "it chooses");
    assert_eq!(editor.focus(), Field::Kind);
    for c in "eng".chars() {
        assert!(editor.edit(InputRequest::InsertChar(c)));
    }
    assert_eq!(editor.focus(), Field::ObjectId);
    assert_eq!(editor.text(Field::ObjectId).unwrap().value(), "eng");
    editor.next_kind();
    assert!(!editor.edit(InputRequest::InsertChar('e')), "it needs none");
    assert_eq!(editor.kind(), TargetKind::AllUsers);
    editor.paste(OTHER);
    assert_eq!(editor.target(), Ok(NewTarget::AllUsers));
}

#[test]
fn up_and_down_go_from_field_to_field() {
    let mut editor = group();
    editor.step(Motion::Up);
    assert_eq!(
        (editor.focus(), editor.kind()),
        (Field::Kind, TargetKind::Group)
    );
    editor.step(Motion::Up);
    assert_eq!(editor.focus(), Field::Kind);
    editor.step(Motion::Down);
    assert_eq!(editor.focus(), Field::ObjectId);
    editor.step(Motion::Down);
    editor.step(Motion::Down);
    assert_eq!(editor.focus(), Field::FilterMode, "the last field");
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

#[test]
fn a_filter_that_is_there_is_kept_until_another_is_chosen() {
    let raw = r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c","priority":1}"##;
    let (configuration, _) = Configuration::from_raw(serde_json::from_str(raw).unwrap()).unwrap();
    let row = format!(
        r##"{{"id":"a","target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{ID}","deviceAndAppManagementAssignmentFilterId":"{OTHER}","deviceAndAppManagementAssignmentFilterType":"future"}}}}"##
    );
    let row = Assignment::from_raw(&serde_json::from_str(&row).unwrap()).unwrap();
    let rows = [row.clone()];
    let form = || {
        let mut form = EditorForm::open(&configuration, Some(&row));
        form.paste(OTHER);
        form.turn(true);
        form
    };
    let filter = |form: &EditorForm| {
        let change = form.change(&configuration, &rows).unwrap();
        let filter = change.new_target().unwrap().filter().cloned();
        filter.map(|filter| (filter.id, filter.mode.word().to_owned()))
    };
    let kept = form();
    assert_eq!(kept.filter_mode(), &FilterChoice::Keep);
    assert!(
        !kept.fields().contains(&Field::Filter),
        "nothing to fill in"
    );
    assert_eq!(
        filter(&kept),
        Some((OTHER.to_owned(), "future".to_owned())),
        "to the letter"
    );
    let mut none = form();
    none.choose(true);
    assert_eq!(filter(&none), None);
    let mut exclude = form();
    for _ in 0..3 {
        exclude.choose(true);
    }
    assert_eq!(
        filter(&exclude),
        Some((OTHER.to_owned(), "exclude".to_owned())),
        "the same filter, the other way round"
    );
    let new = EditorForm::open(&configuration, None);
    assert!(!new.filter_choices().contains(&FilterChoice::Keep));
}
