//! `derive-check report`: one file's proofs as a document.

use super::args::{Color, ReportArguments, ReportFormat};
use super::{USAGE, check, output};
use crate::report::{Report, json};

/// Checks the file and writes its report.
pub fn run(arguments: &ReportArguments) -> u8 {
    if arguments.format != ReportFormat::Json {
        output::complain("this format cannot be written yet; `--format json` can");
        return USAGE;
    }
    let checked = match check::with_moves(&arguments.file, arguments.effort) {
        Ok(checked) => checked,
        Err(status) => return status,
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
