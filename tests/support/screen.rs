//! The screen without a terminal: a model, keys, and the picture that they give.

use std::fmt::Write as _;
use std::time::Duration;

use crokey::KeyCombination;
use enlist::auth::Method;
use enlist::config::Settings;
use enlist::domain::{
    ApiVersion, AssignmentFilter, Configuration, MemberCount, Name, ObjectId, ObjectKind, Row,
    Tenant,
};
use enlist::graph::Listed;
use enlist::tui::app::model::{Model, Start};
use enlist::tui::app::update::update;
use enlist::tui::app::view::view;
use enlist::tui::keys::keymap::Keymap;
use enlist::tui::store::msg::{Effect, Msg, TimerId};
use enlist::tui::terminal::input::Input;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

pub const SALES: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
pub const KIOSK: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";
pub const GONE: &str = "dddddddd-0a4e-4d0b-9a55-7d2b1c3e4f50";
pub const NEW: &str = "99999999-0a4e-4d0b-9a55-7d2b1c3e4f50";

/// A small tenant, in the shape in which the service gives it.
const ROWS: &str = r##"[
 {"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
  "id":"c1_Windows10EnrollmentCompletionPageConfiguration","displayName":"Corp ESP","priority":1,
  "lastModifiedDateTime":"2026-03-01T10:00:00Z",
  "assignments":[
   {"id":"c1_a1","source":"direct","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget",
     "groupId":"6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50",
     "deviceAndAppManagementAssignmentFilterId":"f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50",
     "deviceAndAppManagementAssignmentFilterType":"include"}},
   {"id":"c1_a2","source":"direct","target":{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget",
     "targetType":"user","entraObjectId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50"}},
   {"id":"c1_a3","source":"direct","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget",
     "groupId":"dddddddd-0a4e-4d0b-9a55-7d2b1c3e4f50"}},
   {"id":"c1_a4","source":"policySets","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}},
   {"id":"c1_a5","source":"direct","target":{"@odata.type":"#microsoft.graph.futureTarget","region":"emea"}},
   {"id":"c1_a6","source":"direct","target":{"@odata.type":"#microsoft.graph.exclusionGroupAssignmentTarget",
     "groupId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50"}}]},
 {"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
  "id":"c2_DefaultWindows10EnrollmentCompletionPageConfiguration","displayName":"All users and all devices",
  "priority":0,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","platformType":"windows",
  "id":"c3_SinglePlatformRestriction","displayName":"営業部 Windows \u001b[31mred","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration",
  "id":"c4_Limit","displayName":"Five devices for everyone in Europe, the Middle East and Africa","priority":12,
  "assignments":[]},
 {"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
  "id":"c6_Windows10EnrollmentCompletionPageConfiguration","displayName":"Pilot ESP","priority":2,
  "assignments":[
   {"id":"c6_a1","source":"direct","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget",
     "groupId":"6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50",
     "deviceAndAppManagementAssignmentFilterId":"f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50",
     "deviceAndAppManagementAssignmentFilterType":"include"}},
   {"id":"c6_a2","source":"direct","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget",
     "groupId":"dddddddd-0a4e-4d0b-9a55-7d2b1c3e4f50"}}]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentQuantumConfiguration",
  "id":"c5_Quantum","displayName":"From the future","assignments":[]}
]"##;

/// One configuration of every subtype, a platform restriction and a notification of every platform, each
/// kind of target at least once.
const EVERY_SUBTYPE: &str = r##"[
 {"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
  "id":"t1_Windows10EnrollmentCompletionPageConfiguration","displayName":"Status page of 🧑🏽‍🚀 crews","priority":1,
  "lastModifiedDateTime":"2026-03-01T23:30:00Z","assignments":[
   {"id":"t1_a1","source":"policySets","sourceId":"5e15e15e-0a4e-4d0b-9a55-7d2b1c3e4f50",
    "target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}},
   {"id":"t1_a2","source":"direct","target":{"@odata.type":"#microsoft.graph.allLicensedUsersAssignmentTarget"}}]},
 {"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
  "id":"t1_DefaultWindows10EnrollmentCompletionPageConfiguration","displayName":"All users and all devices",
  "priority":0,"lastModifiedDateTime":"2025-11-30T08:00:00Z","assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","platformType":"android",
  "id":"t2_SinglePlatformRestriction","displayName":"Android by default","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","platformType":"androidForWork",
  "id":"t3_SinglePlatformRestriction","displayName":"Work profiles","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","platformType":"ios",
  "id":"t4_SinglePlatformRestriction","displayName":"مبيعات iPad","priority":1,"assignments":[
   {"id":"t4_a1","source":"direct","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget",
     "groupId":"6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50"}}]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","platformType":"mac",
  "id":"t5_SinglePlatformRestriction","displayName":"Macs of the company","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","platformType":"windows",
  "id":"t6_SinglePlatformRestriction","displayName":"営業部の Windows","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration",
  "id":"t7_PlatformRestrictions","displayName":"Restrictions of 2018","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","limit":5,
  "id":"t8_Limit","displayName":"Five devices","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration",
  "id":"t9_WindowsHelloForBusiness","displayName":"Hello with eight digits","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentNotificationConfiguration","platformType":"androidForWork",
  "id":"t10_EnrollmentNotificationsConfiguration","displayName":"Push on Android","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentNotificationConfiguration","platformType":"ios",
  "id":"t11_EnrollmentNotificationsConfiguration","displayName":"Mail on iOS","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentNotificationConfiguration","platformType":"mac",
  "id":"t12_EnrollmentNotificationsConfiguration","displayName":"Mail on Mac","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentNotificationConfiguration","platformType":"windows",
  "id":"t13_EnrollmentNotificationsConfiguration","displayName":"Mail on Windows","priority":1,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceComanagementAuthorityConfiguration",
  "id":"t14_Windows10CoManagementConfiguration","displayName":"Co-management pilot","priority":1,"assignments":[
   {"id":"t14_a1","source":"direct","target":{
     "@odata.type":"#microsoft.graph.configurationManagerCollectionAssignmentTarget","collectionId":"SMS00001"}}]},
 {"@odata.type":"#microsoft.graph.windowsRestoreDeviceEnrollmentConfiguration",
  "id":"t15_WindowsRestore","displayName":"All users and all devices","priority":0,"assignments":[]},
 {"@odata.type":"#microsoft.graph.deviceEnrollmentQuantumConfiguration","platformType":"quantumOs",
  "id":"t16_Quantum","displayName":"From the future","priority":144,"assignments":[]}
]"##;

pub fn rows() -> Vec<Row> {
    read(ROWS)
}

pub fn read(json: &str) -> Vec<Row> {
    let raw: Vec<enlist::domain::RawObject> = serde_json::from_str(json).unwrap();
    raw.into_iter()
        .map(|raw| {
            let (configuration, assignments) = Configuration::from_raw(raw).unwrap();
            Row {
                configuration,
                assignments: assignments.unwrap(),
            }
        })
        .collect()
}

/// A model that is driven by hand. Time stands still unless a test moves it.
pub struct ScreenTest {
    pub model: Model,
    pub now: Duration,
    pub effects: Vec<Effect>,
}

impl ScreenTest {
    /// The screen before anything was answered.
    pub fn empty(size: (u16, u16), configure: impl FnOnce(&mut Start)) -> Self {
        let mut start = Start {
            run: "run".to_owned(),
            tenant: None,
            client_id: Some("14d82eec-204b-4c2f-b7e8-296a70dab67e".to_owned()),
            service_name: "Global".to_owned(),
            settings: Settings::default(),
            method: Method::DeviceCode,
            methods: Method::ALL.to_vec(),
            capabilities: enlist::tui::terminal::capabilities::Capabilities::default(),
            time_zone: jiff::tz::TimeZone::UTC,
            size,
        };
        configure(&mut start);
        let model = Model::new(start, Keymap::built_in().unwrap());
        let mut ui = Self {
            model,
            now: Duration::ZERO,
            effects: Vec::new(),
        };
        ui.send(Msg::Started);
        ui.send(Msg::Settled(Ok(Vec::new())));
        ui
    }

    /// The screen with the small tenant, everything answered.
    pub fn new(size: (u16, u16)) -> Self {
        Self::with(size, |_| {})
    }

    pub fn with(size: (u16, u16), configure: impl FnOnce(&mut Start)) -> Self {
        let mut ui = Self::empty(size, configure);
        ui.send(Msg::Identified {
            tenant: Some(Tenant {
                id: None,
                name: "Contoso".to_owned(),
                domain: Some("contoso.com".to_owned()),
            }),
            account: Some("admin@contoso.com".to_owned()),
        });
        ui.list(ApiVersion::Beta, rows());
        let known = |name: &str| Name::Known {
            name: name.to_owned(),
            kind: ObjectKind::Group,
        };
        let names = [
            (SALES, known("Sales EMEA")),
            (KIOSK, known("Kiosk Berlin")),
            (GONE, Name::Deleted),
            (NEW, known("Sales APAC")),
        ];
        let names = names.map(|(id, name)| (ObjectId::parse(id).unwrap(), name));
        ui.send(Msg::Named(Vec::new(), Ok(names.into_iter().collect())));
        let filter = r#"{"id":"f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50","displayName":"Corp Windows devices","platform":"windows10AndLater"}"#;
        let filter = AssignmentFilter::from_raw(&serde_json::from_str(filter).unwrap());
        ui.send(Msg::Filters(Ok(filter.into_iter().collect())));
        for (id, users, devices) in [(SALES, 1_204, 1_187), (KIOSK, 0, 42), (NEW, 310, 305)] {
            let count = MemberCount { users, devices };
            ui.send(Msg::Counted(ObjectId::parse(id).unwrap(), Some(count)));
        }
        ui
    }

    /// The screen with one configuration of every subtype.
    pub fn with_every_subtype(size: (u16, u16), configure: impl FnOnce(&mut Start)) -> Self {
        let mut ui = Self::with(size, configure);
        ui.keys("r").list(ApiVersion::Beta, read(EVERY_SUBTYPE));
        // What has changed since is marked for some seconds, and said until the next key.
        let timer = ui.model.panes.changed.timer;
        ui.send(Msg::Due(timer.unwrap())).keys("g");
        ui
    }

    /// Answers the last request for the list.
    pub fn list(&mut self, version: ApiVersion, rows: Vec<Row>) -> &mut Self {
        let request = self.list_request();
        self.send(Msg::Page(request, rows));
        let listed = Listed {
            version,
            incomplete: None,
        };
        self.send(Msg::Listed(request, Ok(listed)))
    }

    pub fn list_request(&self) -> enlist::tui::kit::remote::RequestId {
        self.effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::List(id) => Some(*id),
                _ => None,
            })
            .unwrap()
    }

    /// The request for groups that is sent once what was typed has rested.
    pub fn search_request(&mut self) -> enlist::tui::kit::remote::RequestId {
        let timers: Vec<TimerId> = self.effects.iter().rev().filter_map(timer).collect();
        let searched = |ui: &Self| {
            ui.effects.iter().rev().find_map(|effect| match effect {
                Effect::SearchGroups(id, _) => Some(*id),
                _ => None,
            })
        };
        let before = searched(self);
        // Only one of them is that of the search.
        let mut requests = timers.into_iter().map(|timer| {
            self.send(Msg::Due(timer));
            searched(self)
        });
        requests
            .find(|request| *request != before)
            .flatten()
            .unwrap()
    }

    /// Something happens after what there is was shown.
    pub fn send(&mut self, msg: Msg) -> &mut Self {
        update(&mut self.model, Msg::Painted, self.now);
        self.now += Duration::from_millis(1);
        self.effects.extend(update(&mut self.model, msg, self.now));
        self
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let key: KeyCombination = key.parse().unwrap();
            self.send(Msg::Input(Input::Key {
                event: key.into(),
                repeat: false,
            }));
        }
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Input(Input::Paste(text.to_owned())))
    }

    pub fn buffer(&self) -> Buffer {
        let (width, height) = self.model.store.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The picture as text, without blanks at the ends of lines.
    pub fn picture(&self) -> String {
        let buffer = self.buffer();
        let mut picture = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(enlist::text::width(symbol).max(1)).unwrap();
            }
            let _ = writeln!(picture, "{}", line.trim_end());
        }
        picture
    }

    /// The attributes of each cell in the place of its character: bold, dim, underlined, reversed.
    pub fn attributes(&self) -> String {
        use ratatui::style::Modifier;
        let buffer = self.buffer();
        let mut picture = String::new();
        for y in 0..buffer.area.height {
            let line: String = (0..buffer.area.width)
                .map(|x| match buffer[(x, y)].modifier {
                    Modifier::BOLD => 'b',
                    Modifier::DIM => 'd',
                    Modifier::UNDERLINED => 'u',
                    Modifier::REVERSED => 'r',
                    none if none.is_empty() => ' ',
                    _ => '+',
                })
                .collect();
            let _ = writeln!(picture, "{}", line.trim_end());
        }
        picture
    }

    /// The picture, and below it where it has which style: row, columns, what is said there.
    pub fn painted(&self) -> String {
        let buffer = self.buffer();
        let mut painted = self.picture();
        painted.push('\n');
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let style = buffer[(x, y)].style();
                let from = x;
                let mut message = String::new();
                while x < buffer.area.width && buffer[(x, y)].style() == style {
                    message.push_str(buffer[(x, y)].symbol());
                    x += 1;
                }
                let name = named(style);
                // Borders and blanks say nothing.
                let says = |c: char| !c.is_whitespace() && !"│─┌┐└┘|-+".contains(c);
                if !name.is_empty() && message.contains(says) {
                    let _ = writeln!(
                        painted,
                        "{y:>2} {from:>3}..{x:<3} {name}: {}",
                        message.trim()
                    );
                }
            }
        }
        painted
    }

    /// Every style in use, each once.
    pub fn styles(&self) -> Vec<ratatui::style::Style> {
        let mut styles = Vec::new();
        for cell in self.buffer().content() {
            if !styles.contains(&cell.style()) {
                styles.push(cell.style());
            }
        }
        styles
    }
}

/// A style in words; nothing for the plain one.
fn named(style: ratatui::style::Style) -> String {
    let colours = [("", style.fg), ("on ", style.bg)];
    let colours = colours.into_iter().filter_map(|(before, colour)| {
        let colour = colour.filter(|colour| *colour != ratatui::style::Color::Reset)?;
        Some(format!("{before}{colour}").to_lowercase())
    });
    let modifiers = style.add_modifier.iter_names();
    let modifiers = modifiers.map(|(name, _)| name.to_lowercase());
    colours.chain(modifiers).collect::<Vec<_>>().join(" ")
}

fn timer(effect: &Effect) -> Option<TimerId> {
    match effect {
        Effect::After(timer, _) => Some(*timer),
        _ => None,
    }
}
