//! The README's pictures are what the screen shows.

use std::time::Duration;

use enlist::demo::{self, Options};
use enlist::domain::{ApiMode, Evidence, Facts, ObjectId, Observed, Outcome};
use enlist::graph::Client;
use enlist::tui::store::msg::{Effect, Msg};
use ratatui::buffer::Buffer;

use crate::check;
use crate::support::screen::ScreenTest;
use crate::support::svg::{self, PALETTES};
use crate::support::wire::client;

const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

/// The screen on the tenant of the demo, everything answered.
async fn screen() -> (ScreenTest, Client, demo::Service) {
    let service = demo::start(Options::default()).await.unwrap();
    let client = client(&service, ApiMode::Auto);
    let mut ui = ScreenTest::empty((96, 26), |_| {});
    let (tenant, account) = (client.tenant().await, client.account_name().await);
    ui.send(Msg::Identified {
        tenant: tenant.unwrap(),
        account: account.unwrap(),
    });
    let request = ui.list_request();
    let mut rows = Vec::new();
    let listed = client.configurations(|page| rows.extend(page)).await;
    ui.send(Msg::Page(request, rows));
    ui.send(Msg::Listed(request, listed));
    let mut ids: Vec<ObjectId> = ui
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::ResolveNames(ids) => Some(ids.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    ids.push(ObjectId::parse(ENGINEERING).unwrap());
    let names = client.names(&ids).await;
    ui.send(Msg::Named(ids.clone(), names));
    for id in ids {
        let count = client.member_count(&id).await;
        ui.send(Msg::Counted(id, count.ok()));
    }
    ui.send(Msg::Filters(client.filters().await));
    (ui, client, service)
}

/// A still picture on each ground.
fn check_picture(name: &str, buffer: &Buffer, title: &str) {
    for palette in &PALETTES {
        let path = format!("assets/{name}-{}.svg", palette.name);
        check(&path, &svg::picture(buffer, title, palette));
    }
}

/// The groups that are found by what was typed, with their members.
async fn answer_search(ui: &mut ScreenTest, client: &Client, typed: &str) {
    let request = ui.search_request();
    let found = client.groups_like(typed).await;
    let ids: Vec<ObjectId> = found
        .iter()
        .flatten()
        .map(|group| group.id.clone())
        .collect();
    ui.send(Msg::Groups(request, found));
    for (id, count) in client.member_counts(&ids).await.unwrap() {
        ui.send(Msg::Counted(id, Some(count)));
    }
}

/// The end of the change that is under way: verified.
fn end_change(ui: &mut ScreenTest) {
    let (id, change) = ui
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Write(id, change) => Some((*id, change.clone())),
            _ => None,
        })
        .unwrap();
    let mut observed = ui.model.store.selected_row().unwrap().assignments.clone();
    observed[0].target = change.change.new_target().unwrap().clone();
    let facts = Facts {
        method: "PATCH",
        path: String::new(),
        status: Some(200),
        elapsed: Duration::from_millis(312),
        request_id: Some("3f2a9c1e-5c1d-4e5b-8f0a-6b7c8d9e0f11".to_owned()),
        client_request_id: String::new(),
    };
    let verified = Evidence::Verified(facts.into());
    let outcome = Outcome::from(verified).seeing(Observed::List(observed));
    ui.send(Msg::Ended(id, Box::new(outcome)));
}

#[tokio::test]
async fn the_pictures_are_what_the_screen_shows() {
    let (mut picker, client, _service) = screen().await;
    picker.keys("enter e s h o");
    answer_search(&mut picker, &client, "sho").await;
    let title = "Picking a group by a part of its name";
    check_picture("picker", &picker.buffer(), title);

    let (mut plan, ..) = screen().await;
    plan.keys("down space shift-r")
        .paste(ENGINEERING)
        .keys("enter");
    check_picture("plan", &plan.buffer(), "A plan before its yes");
}

/// A target is changed by the name of a group: form, hits, review, yes, verdict.
#[tokio::test]
async fn the_film_is_what_the_screen_shows() {
    let (mut ui, client, _service) = screen().await;
    ui.keys("enter");
    let mut screens = vec![(ui.buffer(), 1.5)];
    let show = |ui: &ScreenTest, seconds, screens: &mut Vec<(Buffer, f32)>| {
        screens.push((ui.buffer(), seconds));
    };
    ui.keys("e");
    show(&ui, 1.5, &mut screens);
    for letter in ["e", "n", "g"] {
        ui.keys(letter);
        show(&ui, 0.4, &mut screens);
    }
    answer_search(&mut ui, &client, "eng").await;
    show(&ui, 2.0, &mut screens);
    ui.keys("enter");
    show(&ui, 4.0, &mut screens);
    ui.keys("y");
    show(&ui, 0.5, &mut screens);
    end_change(&mut ui);
    show(&ui, 5.0, &mut screens);
    let title = "Changing the target of an assignment to a group by its name";
    for palette in &PALETTES {
        let film = svg::film(&screens, title, palette);
        assert!(film.len() < 300_000, "{} bytes", film.len());
        check(&format!("assets/change-{}.svg", palette.name), &film);
    }
    check_picture(
        "screen",
        &ui.buffer(),
        "The panes after a change that was verified",
    );
}
