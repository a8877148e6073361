//! Many assignments at once, on the real program.

use serde_json::json;

use super::support::service::Service;
use super::{ENGINEERING, open};

const CORP_ESP: &str = "4d95761d-5c3d-4642-80cc-dab07d74859e_";

#[test]
fn a_yes_in_one_burst_with_the_plan_sends_nothing() {
    let service = Service::start(&[]);
    let mut program = open(&service);
    program.send("\r").see("▸ + group Sales EMEA");
    program
        .send(&format!("R{ENGINEERING}\ry"))
        .see("Plan: nothing sent yet")
        .see("2 changes in Contoso")
        .see("2,450 users, 3,012 devices");
    assert!(service.requests("PATCH").is_empty());
    program.send("y").see("2 verified").see("Plan finished");
    assert_eq!(service.requests("PATCH").len(), 2);
    program.send("\x1b").see_no_more("Plan finished").send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn a_reason_for_another_admin_is_asked_for_once_and_the_plan_goes_on() {
    let service = Service::start(&[]);
    // Each run of the row is refused once: only then is the reason sent along.
    service.fault(&json!({
        "method": "PATCH",
        "pathContains": CORP_ESP,
        "times": 2,
        "status": 400,
        "body": {"error": {
            "code": "BadRequest",
            "message": "The header x-msft-approval-justification is missing."
        }}
    }));
    let mut program = open(&service);
    program.send("\r").see("▸ + group Sales EMEA");
    program
        .send("R")
        .see("New group for every use of Sales EMEA");
    program.paste(ENGINEERING).see(ENGINEERING).send("\r");
    program.see("2 changes in Contoso").send("y");
    program.see("Another admin must approve the rows of this plan");
    // It opened by itself, and takes no key for a moment.
    program.press_until("m", "what is typed", |screen| {
        screen.contents().contains("│ m")
    });
    program.send("ove\r").see("2 verified").see("Plan finished");
    let reasons: Vec<String> = service
        .requests("PATCH")
        .iter()
        .filter(|request| request["path"].to_string().contains(CORP_ESP))
        .map(|request| request["headers"]["x-msft-approval-justification"].to_string())
        .collect();
    assert_eq!(reasons[..2], ["null", "null"]);
    assert_eq!(reasons.len(), 3);
    assert_ne!(reasons[2], "null");
}
