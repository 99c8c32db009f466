//! The files that a file `use`s: found below the folder of the file that was asked for, and nowhere else.

use super::variant;
use crate::diagnostic::Diagnostic;
use crate::elaborate::Loader;
use crate::source::Source;
use crate::syntax;
use crate::syntax::amend::{Amended, Fragment};
use crate::syntax::tree::File;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Larger files are no derivations.
pub const MAX_BYTES: u64 = 16 << 20;

/// Loads from one folder.
pub struct FolderLoader<'a> {
    /// None where the file that was asked for stands in no folder.
    folder: Option<&'a Path>,
    /// What was loaded, for messages that speak of it.
    loaded: RefCell<BTreeMap<String, Source>>,
    /// New statements, by the path of the file that they belong to.
    amended: BTreeMap<String, Amended>,
}

impl<'a> FolderLoader<'a> {
    /// A loader for a file that stands in this folder (the empty path is the current one).
    pub fn new(folder: Option<&'a Path>) -> Self {
        FolderLoader { folder, loaded: RefCell::default(), amended: BTreeMap::new() }
    }

    /// Adds new statements to the files, and remembers what was written for messages that speak of it.
    pub fn amend(&mut self, amended: BTreeMap<String, Amended>, fragments: &[Fragment]) {
        self.amended = amended;
        for fragment in fragments {
            let source = Source { path: fragment.origin.clone(), text: fragment.text.as_str().into() };
            self.loaded.borrow_mut().insert(source.path.clone(), source);
        }
    }

    /// The text of the file under this path with its new statements, if it has any.
    pub fn amended_text(&self, path: &str) -> Option<&str> {
        self.amended.get(path).map(|amended| amended.text.as_str())
    }

    /// The diagnostic at the place where its statement was written.
    pub fn relocated(&self, diagnostic: Diagnostic, asked_for: &str) -> Diagnostic {
        variant::relocated(diagnostic, asked_for, &self.amended)
    }

    /// A file that was loaded under this path.
    pub fn loaded(&self, path: &str) -> Option<Source> {
        self.loaded.borrow().get(path).cloned()
    }
}

impl Loader for FolderLoader<'_> {
    fn load(&self, from: &str, relative: &str) -> Result<Source, String> {
        let folder = self.folder.ok_or("standard input stands in no folder")?;
        let inner = Path::new(from).parent().and_then(|p| p.strip_prefix(folder).ok()).unwrap_or(Path::new(""));
        let path = below(inner, Path::new(relative))?;
        let root = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let root = root.canonicalize().map_err(|e| e.to_string())?;
        let file = root.join(path).canonicalize().map_err(|_| "there is no such file")?;
        // A symbolic link may lead anywhere; its target is what counts.
        let inside = file.strip_prefix(&root).map_err(|_| ABOVE)?;
        let bytes = read_all(std::fs::File::open(&file).map_err(|e| e.to_string())?)?;
        let text = syntax::decode(&bytes).map_err(|d| d.message)?;
        let path = folder.join(inside).display().to_string();
        let text = self.amended_text(&path).map_or(text, str::to_owned);
        let source = Source { path, text: text.into() };
        self.loaded.borrow_mut().insert(source.path.clone(), source.clone());
        Ok(source)
    }

    fn arrange(&self, path: &str, file: File) -> File {
        match self.amended.get(path) {
            Some(amended) => amended.arrange(file),
            None => file,
        }
    }
}

const ABOVE: &str = "it lies outside the folder of the file that was asked for";

/// The path from the root folder, if it never leaves it.
fn below(folder: &Path, relative: &Path) -> Result<PathBuf, &'static str> {
    let mut path = folder.to_owned();
    for component in relative.components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            Component::ParentDir => return Err(ABOVE),
            Component::RootDir | Component::Prefix(_) => return Err("its path is not relative"),
        }
    }
    Ok(path)
}

/// Everything there is to read, unless it is too much.
///
/// # Errors
/// Why it cannot be read.
pub fn read_all(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let count = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    let fits = u64::try_from(count).is_ok_and(|count| count <= MAX_BYTES);
    if fits { Ok(bytes) } else { Err(format!("the file is larger than {} MiB", MAX_BYTES >> 20)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_folder() {
        let path = |from: &str, to: &str| below(Path::new(from), Path::new(to));
        assert_eq!(path("", "a/../b.txt"), Ok("b.txt".into()));
        assert_eq!(path("sub", "../b.txt"), Ok("b.txt".into()));
        assert_eq!(path("", "../b.txt"), Err(ABOVE));
        assert_eq!(path("sub", "../../sub/b.txt"), Err(ABOVE));
        assert!(path("", "/etc/passwd").is_err());
    }

    #[test]
    fn what_lies_outside_is_not_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let loader = FolderLoader::new(Some(&folder));
        let from = folder.join("check/mod.rs").display().to_string();
        let here = loader.load(&from, "loader.rs").unwrap();
        assert_eq!(here.path, folder.join("check/loader.rs").display().to_string());
        assert_eq!(loader.load(&from, "../check/./loader.rs").unwrap().path, here.path);
        assert_eq!(loader.load(&from, "../../Cargo.toml").unwrap_err(), ABOVE);
        assert_eq!(loader.load(&from, "nothing.txt").unwrap_err(), "there is no such file");
        assert!(FolderLoader::new(None).load("-", "a.txt").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_do_not_lead_outside() {
        let folder = std::env::temp_dir().join(format!("derive-check-links-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let link = folder.join("link.txt");
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"), &link).unwrap();
        let loaded = FolderLoader::new(Some(&folder)).load(&folder.join("a.txt").display().to_string(), "link.txt");
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(loaded.unwrap_err(), ABOVE);
    }
    #[test]
    fn too_much_is_refused() {
        assert!(read_all(std::io::repeat(b' ')).is_err());
        assert_eq!(read_all(&b"set A"[..]), Ok(b"set A".to_vec()));
    }
}
