//! Links to the Intune admin center, which has no page for one configuration that could be named.

use crate::cloud::Cloud;
use crate::domain::{Configuration, ConfigurationType};
use crate::tui::store::Store;

/// The page of the Intune admin center on which the selected configuration is managed.
#[must_use]
pub fn portal(store: &Store) -> Option<String> {
    let configuration = &store.selected_row()?.configuration;
    let cloud = Cloud::at(store.settings().graph_url.as_str()).unwrap_or_default();
    Some(format!(
        "{}/#view/Microsoft_Intune_DeviceSettings/DevicesEnrollmentMenu/~/{}",
        cloud.portal(),
        page(configuration)
    ))
}

fn page(configuration: &Configuration) -> &'static str {
    match (&configuration.kind, configuration.platform.as_deref()) {
        (ConfigurationType::Limit, _) => "deviceLimitEnrollmentRestrictions",
        (_, Some("ios" | "mac" | "tvos")) => "appleEnrollment",
        (_, Some("android" | "androidForWork" | "androidAosp")) => "androidEnrollment",
        _ => "windowsEnrollment",
    }
}
