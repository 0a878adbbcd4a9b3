//! One way in which the engine is broken on purpose.

/// One way in which the engine is broken on purpose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mutant {
    /// What it does.
    pub(super) name: &'static str,
    /// The file, from the root.
    pub(super) file: &'static str,
    /// The text to replace, which stands in the file exactly once.
    pub(super) from: &'static str,
    /// The replacement.
    pub(super) to: &'static str,
}

impl Mutant {
    /// The source with the replacement.
    pub(super) fn applied(&self, text: &str) -> Result<String, String> {
        let places = text.matches(self.from).count();
        if places == 1 {
            return Ok(text.replacen(self.from, self.to, 1));
        }
        Err(format!(
            "the mutant `{}` finds its text {places} times in {}: it must stand there once",
            self.name, self.file
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_stands_twice_is_no_place() {
        let mutant = Mutant {
            name: "n",
            file: "f",
            from: "a",
            to: "b",
        };
        assert_eq!(mutant.applied("xa").unwrap(), "xb");
        assert!(mutant.applied("aa").unwrap_err().contains("2 times"));
        assert!(mutant.applied("").is_err());
    }
}
