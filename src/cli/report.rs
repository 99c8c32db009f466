//! `derive-check report`: one file's proofs as a document.

use super::args::{Color, ReportArguments, ReportFormat};
use super::{DEFECT, USAGE, check, output};
use crate::check::Options;
use crate::report::{Report, json};

/// Checks the file and writes its report.
pub fn run(arguments: &ReportArguments) -> u8 {
    if arguments.format != ReportFormat::Json {
        output::complain("this format cannot be written yet; `--format json` can");
        return USAGE;
    }
    let options = Options { moves: true, ..Options::from(arguments.effort) };
    let checked = match check::check_alone(&arguments.file, &options) {
        Ok(Some(checked)) => checked,
        Ok(None) => return USAGE,
        Err(error) => {
            output::complain(&error.to_string());
            return DEFECT;
        }
    };
    check::print_diagnostics(&checked, Color::Auto);
    let status = checked.report.exit_status(false);
    let text = json::report(&Report::new(vec![checked.report]));
    let Some(path) = &arguments.output else {
        let _ = output::out(&text);
        return status;
    };
    match std::fs::write(path, text) {
        Ok(()) => status,
        Err(error) => {
            output::complain(&format!("{}: {error}", path.display()));
            USAGE
        }
    }
}
