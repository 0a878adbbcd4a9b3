//! What a command works on: its flags, laid over what `touchpoint.yaml` or the folder says. Every
//! command that reads mappings has these flags, and this is the one place that knows them.

use crate::exit::Exit;
use crate::failed::Failed;
use clap::Args;
use std::path::{Path, PathBuf};
use touchpoint_corpus::Case;
use touchpoint_workbench::project::{self, NoCases, Project};

/// The flags that say what a command works on. Each wins over the same key of `touchpoint.yaml`.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "What it works on")]
pub(crate) struct ProjectArguments {
    /// Mappings instead of those built in: a file or a folder; may be given several times
    #[arg(long, alias = "mapping", value_name = "PATH")]
    pub(crate) mappings: Vec<PathBuf>,

    /// Keep the built-in mappings beside yours
    #[arg(
        long,
        value_name = "BOOLEAN",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(crate) built_in: Option<bool>,

    /// A folder of cases instead of those built in
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,

    /// The JSON Schema of another unified model
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,

    /// The project file; without it, the nearest `touchpoint.yaml` here or above
    #[arg(long, value_name = "FILE")]
    pub(crate) project: Option<PathBuf>,
}

impl ProjectArguments {
    /// What the flags and the project file say.
    pub(crate) fn project(&self) -> Result<Project, Failed> {
        let said = match &self.project {
            Some(file) => Project::open(file),
            None => Project::find(Path::new("")),
        };
        let said = said.map_err(Failed::Mappings)?;
        let own = !self.mappings.is_empty();
        Ok(Project {
            mappings: if own {
                self.mappings.clone()
            } else {
                said.mappings
            },
            built_in: self.built_in.unwrap_or(said.built_in),
            corpus: self.corpus.clone().or(said.corpus),
            model: self.model.clone().or(said.model),
            overlays: said.overlays,
            accounts: said.accounts,
            file: said.file,
        })
    }

    /// The same flags as words of a command line, for a command that a person may copy.
    pub(crate) fn words(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &PathBuf| path.display().to_string();
        let mappings = self.mappings.iter().map(|path| ("mappings", shown(path)));
        let others = [
            ("corpus", &self.corpus),
            ("model", &self.model),
            ("project", &self.project),
        ];
        let others = others.into_iter();
        let others = others.filter_map(|(name, path)| Some((name, shown(path.as_ref()?))));
        mappings.chain(others).collect()
    }
}

/// The recorded cases of a project whose mappings are of these integrations.
pub(crate) fn cases(project: &Project, slugs: &[String]) -> Result<Vec<Case>, Failed> {
    project::cases(project, slugs).map_err(|none| without_cases(&none))
}

/// The cases of these integrations alone.
pub(crate) fn cases_of(project: &Project, slugs: &[String]) -> Result<Vec<Case>, Failed> {
    project::cases_of(project, slugs).map_err(|none| without_cases(&none))
}

fn without_cases(none: &NoCases) -> Failed {
    match none {
        NoCases::Unsaid => Failed::said(Exit::Usage, "there are no cases of these mappings")
            .help("name their folder with `--corpus`, or as `corpus` in `touchpoint.yaml`"),
        NoCases::Faulty(faults) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Failed::said(Exit::Unreadable, lines.join("\n"))
        }
    }
}
