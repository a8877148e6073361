//! The programs that are measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// Paths of the programs, all built with the same profile.
pub struct Programs {
    pub enlist: PathBuf,
    /// A list on ratatui and crossterm as they come, and nothing else.
    pub bare_list: PathBuf,
    /// A GET with reqwest, and nothing else.
    pub bare_get: PathBuf,
    pub curl: PathBuf,
}

impl Programs {
    /// Builds what belongs to this repository.
    pub fn build() -> Outcome<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let built = Command::new(cargo)
            .args(["build", "--release", "--locked", "--bins"])
            .args(["--package", "enlist", "--package", "enlist-benches"])
            .current_dir(package)
            .status()?;
        if !built.success() {
            return Err("the programs could not be built".into());
        }
        // This program stands beside them.
        let this = std::env::current_exe()?;
        let at = |name: &str| this.with_file_name(name);
        Ok(Self {
            enlist: at("enlist"),
            bare_list: at("bare-list"),
            bare_get: at("bare-get"),
            curl: "curl".into(),
        })
    }
}
