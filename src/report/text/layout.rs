//! Width, colour and wrapping of the text output. Knows nothing of reports.

use unicode_width::UnicodeWidthStr;

/// How wide the output may be, and whether it is coloured.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Columns.
    pub width: usize,
    /// With ANSI colours?
    pub color: bool,
}

/// What a piece of text is, for its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Proved.
    Good,
    /// Refuted, or an error.
    Bad,
    /// Unproved, or insufficient reasons.
    Doubtful,
    /// A heading.
    Strong,
    /// A remark.
    Faint,
    /// What has changed.
    Changed,
}

impl Layout {
    /// The text in the colour of its tone.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Doubtful => "33",
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Changed => "1;36",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// The text in lines that fit after `indent` columns (never narrower than 20). White space becomes single
    /// spaces; a word longer than a line is cut.
    pub fn wrap(&self, text: &str, indent: usize) -> Vec<String> {
        let room = self.width.saturating_sub(indent).max(20);
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace().flat_map(|word| pieces(word, room)) {
            if !line.is_empty() && width(&line) + 1 + width(&word) > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
        lines
    }

    /// A first line with this head, further lines indented to the same column.
    pub fn hanging(&self, head: &str, head_width: usize, text: &str) -> String {
        let margin = format!("\n{}", " ".repeat(head_width));
        format!("{head}{}\n", self.wrap(text, head_width).join(&margin))
    }
}

/// Columns of a text on a terminal.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, filled with spaces on the right to this many columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A word cut into pieces that are no wider than `room`.
pub fn pieces(word: &str, room: usize) -> Vec<String> {
    if width(word) <= room {
        return vec![word.to_owned()];
    }
    let mut cut = Vec::new();
    let mut piece = String::new();
    for c in word.chars() {
        let mut buffer = [0; 4];
        if !piece.is_empty() && width(&piece) + width(c.encode_utf8(&mut buffer)) > room {
            cut.push(std::mem::take(&mut piece));
        }
        piece.push(c);
    }
    cut.push(piece);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Layout = Layout { width: 30, color: false };

    #[test]
    fn lines_fit_in_columns_and_not_in_bytes() {
        let text = "α*β + γ*δ + ε*ζ + η*θ + ι*κ + 加法 加法 加法 加法 加法";
        let lines = PLAIN.wrap(text, 4);
        assert!(lines.iter().all(|line| width(line) <= 26), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        assert_eq!(lines[0], "α*β + γ*δ + ε*ζ + η*θ +");
    }

    #[test]
    fn a_word_too_long_is_cut_and_nothing_is_lost() {
        let word = "x".repeat(70);
        assert_eq!(PLAIN.wrap(&word, 0).concat(), word);
        assert_eq!(PLAIN.wrap("", 0), [""]);
    }

    #[test]
    fn colours_are_only_there_when_asked_for() {
        assert_eq!(PLAIN.paint(Tone::Good, "ok"), "ok");
        assert_eq!(Layout { color: true, ..PLAIN }.paint(Tone::Good, "ok"), "\u{1b}[32mok\u{1b}[0m");
    }
}
