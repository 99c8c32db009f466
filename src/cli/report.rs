//! `derive-check report`: the proofs of files as documents.
//!
//! One file, or everything without `-o`, makes one document. A folder with `-o OUT` makes a folder: a page for each file, under the
//! same path, an index, and the rules.

use super::args::{Color, ReportArguments, ReportFormat};
use super::inputs::{self, Input};
use super::{DEFECT, USAGE, check, output};
use crate::check::{Options, pool};
use crate::report::{FileReport, Report, html, json, latex, markdown};
use crate::rule::catalogue::{ENTRIES, Entry};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Checks what was named and writes its report.
pub fn run(arguments: &ReportArguments) -> u8 {
    let inputs = inputs::expand(std::slice::from_ref(&arguments.file));
    let report = match checked(&inputs, arguments) {
        Ok(report) => report,
        Err(status) => return status,
    };
    let status = report.files.iter().map(|f| f.exit_status(false)).max().unwrap_or(0);
    let folder = arguments.file.is_dir() && arguments.format != ReportFormat::Json;
    let written = match &arguments.output {
        None => {
            let _ = output::out(&document(&report, arguments.format));
            Ok(())
        }
        Some(out) if folder => write_folder(&report, &arguments.file, out, arguments.format),
        Some(out) => std::fs::write(out, document(&report, arguments.format)).map_err(|e| (out.clone(), e)),
    };
    match written {
        Ok(()) => status,
        Err((path, error)) => {
            output::complain(&format!("{}: {error}", path.display()));
            USAGE
        }
    }
}

/// Everything checked, with its proofs: every move of them is told in JSON alone.
fn checked(inputs: &[Input], arguments: &ReportArguments) -> Result<Report, u8> {
    let moves = arguments.format == ReportFormat::Json;
    let options = Options { stages: true, moves, ..Options::from(arguments.effort) };
    let mut files = Vec::new();
    let finished = check::check_all(inputs, &options, |checked| {
        check::print_diagnostics(&checked, Color::Auto);
        files.push(checked.report);
        ControlFlow::Continue(())
    });
    match finished {
        Ok(()) => Ok(Report::new(files)),
        Err(error) => {
            output::complain(&error.to_string());
            Err(DEFECT)
        }
    }
}

fn document(report: &Report, format: ReportFormat) -> String {
    match format {
        ReportFormat::Html => html::document(report),
        ReportFormat::Md => markdown::document(report),
        ReportFormat::Latex => latex::document(report),
        ReportFormat::Json => json::report(report),
    }
}

/// A page for each file, the index, the rules.
fn write_folder(report: &Report, from: &Path, out: &Path, format: ReportFormat) -> Result<(), (PathBuf, std::io::Error)> {
    let ending = match format {
        ReportFormat::Html => "html",
        ReportFormat::Md => "md",
        ReportFormat::Latex => "tex",
        ReportFormat::Json => "json",
    };
    let links = pages(report, from, ending);
    let pages: Vec<(&FileReport, &PathBuf)> = report.files.iter().zip(&links).collect();
    let one = |(file, link): &(&FileReport, &PathBuf)| {
        let text = document(&Report::new(vec![(*file).clone()]), format);
        write(&out.join(link), &text)
    };
    let mut written = Ok(());
    let finished = pool::in_order(&pages, check::processors(), one, |page| {
        written = page;
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    finished.map_err(|error| (out.to_owned(), error))?;
    written?;
    let links: Vec<String> = links.iter().map(|link| link.to_string_lossy().replace('\\', "/")).collect();
    let all: Vec<&Entry> = ENTRIES.iter().collect();
    let (index, rules) = match format {
        ReportFormat::Html => (Some(html::index(report, &links)), html::rules(&all)),
        ReportFormat::Md => (Some(markdown::index(report, &links)), markdown::rules(&all)),
        ReportFormat::Latex => (None, latex::rules(&all)),
        ReportFormat::Json => return Ok(()),
    };
    if let Some(index) = index {
        write(&out.join("index").with_extension(ending), &index)?;
    }
    write(&out.join("rules").with_extension(ending), &rules)
}

/// Where the page of each file stands: under its own path, with all of its name where the index, the rules or another page would stand
/// there (on some systems whatever the case of the letters).
fn pages(report: &Report, from: &Path, ending: &str) -> Vec<PathBuf> {
    let key = |path: &Path| path.to_string_lossy().to_lowercase();
    let mut taken: BTreeSet<String> =
        ["index", "rules"].iter().map(|name| key(&Path::new(name).with_extension(ending))).collect();
    let mut pages = Vec::new();
    for file in &report.files {
        let own = Path::new(&file.path).strip_prefix(from).unwrap_or(Path::new(&file.path));
        let mut page = own.with_extension(ending);
        let mut longer = own.to_path_buf().into_os_string();
        while !taken.insert(key(&page)) {
            longer.push(format!(".{ending}"));
            page = PathBuf::from(&longer);
        }
        pages.push(page);
    }
    pages
}

fn write(path: &Path, text: &str) -> Result<(), (PathBuf, std::io::Error)> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| (folder.to_owned(), e))?;
    std::fs::write(path, text).map_err(|e| (path.to_owned(), e))
}
