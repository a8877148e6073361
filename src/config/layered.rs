//! The list of a group of settings. Everything that covers all of them is generated from it.
//!
//! Belongs here: what is done with every setting alike. Does not belong here: a rule about one of them
//! (`Settings::with`).

use std::path::PathBuf;
use std::time::Duration;

use super::color::AnsiColor;
use super::interval::Interval;
use super::tenant::Tenant;
use super::url::GraphUrl;
use crate::cloud::Cloud;
use crate::domain::{ApiMode, Method, WriteMode};

/// Generates the settings in force and the layer of one source from one list. Each row is a setting: its
/// key, its type in a source, its type in force, and its built-in value.
macro_rules! layered {
    (
        prefix = $prefix:literal;
        $(#[$settings_doc:meta])*
        struct $Settings:ident { $($settings_own:tt)* }
        default { $($own_default:tt)* }
        $(#[$layer_doc:meta])*
        struct $Layer:ident { $($layer_own:tt)* }
        $($(#[doc = $doc:literal])* $key:ident: $given:ty => $held:ty = $built_in:expr;)*
    ) => {
        $(#[$settings_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $Settings {
            $($(#[doc = $doc])* pub $key: $held,)*
            $($settings_own)*
        }

        $(#[$layer_doc])*
        #[derive(Debug, Clone, Default, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $Layer {
            $($(#[doc = $doc])* pub $key: Option<$given>,)*
            $($layer_own)*
        }

        impl Default for $Settings {
            fn default() -> Self {
                Self { $($key: $built_in,)* $($own_default)* }
            }
        }

        impl $Settings {
            /// The keys of the list.
            #[cfg(test)]
            pub(super) const KEYS: &[&str] = &[$(concat!($prefix, stringify!($key))),*];

            /// What each of them is for, by key: the page of settings is made of it.
            pub(super) const DESCRIPTIONS: &[(&str, &str)] =
                &[$((concat!($prefix, stringify!($key)), concat!($($doc),*))),*];

            /// Takes over what the layer says.
            fn put(&mut self, layer: &$Layer) {
                $(if let Some(value) = layer.$key.clone() {
                    self.$key = value.into();
                })*
            }

            /// What is in force, by key.
            fn listed(&self) -> impl Iterator<Item = (&'static str, String)> {
                [$((concat!($prefix, stringify!($key)), self.$key.shown())),*]
                    .into_iter()
                    .filter_map(|(key, value)| Some((key, value?)))
            }
        }

        impl $Layer {
            /// The values of this source, by key.
            fn listed(&self) -> impl Iterator<Item = (&'static str, String)> {
                [$((concat!($prefix, stringify!($key)), self.$key.shown())),*]
                    .into_iter()
                    .filter_map(|(key, value)| Some((key, value?)))
            }
        }
    };
}
pub(super) use layered;

/// A value as a person would write it; none if there is no value.
pub(super) trait Shown {
    fn shown(&self) -> Option<String>;
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> Option<String> {
        self.as_ref().and_then(Shown::shown)
    }
}

macro_rules! shown {
    ($($type:ty: |$value:ident| $text:expr;)*) => {
        $(impl Shown for $type {
            fn shown(&self) -> Option<String> {
                let $value = self;
                Some($text)
            }
        })*
    };
}
pub(super) use shown;

shown! {
    bool: |yes| yes.to_string();
    u16: |number| number.to_string();
    String: |text| text.clone();
    Vec<String>: |words| words.join(" ");
    PathBuf: |path| path.display().to_string();
    GraphUrl: |url| url.to_string();
    Tenant: |tenant| tenant.to_string();
    Cloud: |cloud| cloud.title().to_owned();
    Method: |method| method.to_string();
    ApiMode: |mode| mode.word().to_owned();
    WriteMode: |mode| mode.word().to_owned();
    AnsiColor: |color| color.to_string();
    Interval: |interval| match interval.0 {
        Some(wait) => format!("{} s", wait.as_secs()),
        None => "never".to_owned(),
    };
    Duration: |time| format!("{} s", time.as_secs_f64());
}
