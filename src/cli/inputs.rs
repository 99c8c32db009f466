//! From the paths of the command line to the texts that are checked. Reads files; judges nothing.

use crate::check::loader::read_all;
use crate::report::Problem;
use std::path::{Path, PathBuf};

/// One thing to check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A path that means nothing, and why.
    Bad(PathBuf, String),
}

impl Input {
    /// How reports call it.
    pub fn path(&self) -> String {
        match self {
            Input::Stdin => "-".to_owned(),
            Input::File(path) | Input::Bad(path, _) => path.display().to_string(),
        }
    }

    /// The folder below which the files stand that it uses.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Input::File(file) => file.parent(),
            Input::Stdin | Input::Bad(..) => None,
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// If they cannot be had, says why.
    pub fn read(&self) -> Result<Vec<u8>, Problem> {
        let bytes = match self {
            Input::Stdin => read_all(std::io::stdin().lock()),
            Input::File(path) => std::fs::File::open(path).map_err(|e| e.to_string()).and_then(read_all),
            Input::Bad(_, why) => Err(why.clone()),
        };
        bytes.map_err(Problem::without_place)
    }
}

/// What the paths mean, in their order; a folder means the `.txt` files under it, sorted.
pub fn expand(paths: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let twice = inputs.contains(&Input::Stdin);
            inputs.push(if twice { bad(path, "standard input is named twice") } else { Input::Stdin });
        } else if path.is_dir() {
            inputs.extend(folder(path));
        } else if !path.exists() {
            inputs.push(bad(path, "no such file or folder"));
        } else if is_document(path) {
            inputs.push(bad(path, "LaTeX and Markdown documents cannot be checked yet"));
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    inputs
}

fn bad(path: &Path, why: &str) -> Input {
    Input::Bad(path.to_owned(), why.to_owned())
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|e| ["tex", "md", "rmd", "qmd", "mdx"].iter().any(|d| e.eq_ignore_ascii_case(d)))
}

/// The derivation files under a folder.
fn folder(path: &Path) -> Vec<Input> {
    let mut files = Vec::new();
    match collect(path, &mut files) {
        Err(why) => vec![bad(path, &why.to_string())],
        Ok(()) if files.is_empty() => vec![bad(path, "no .txt file stands under this folder")],
        Ok(()) => {
            files.sort();
            files.into_iter().map(Input::File).collect()
        }
    }
}

/// Folders behind symbolic links are not entered: they may lead in a circle.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "txt") && path.is_file() {
                files.push(path);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_had_says_why() {
        let inputs = expand(&["-".into(), "-".into(), "no/such/file.txt".into(), "src".into()]);
        assert_eq!(inputs[0], Input::Stdin);
        let whys: Vec<String> = inputs[1..].iter().filter_map(|i| i.read().err()).map(|p| p.message).collect();
        assert_eq!(whys, ["standard input is named twice", "no such file or folder", "no .txt file stands under this folder"]);
    }
}
