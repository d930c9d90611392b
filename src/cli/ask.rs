//! Asking on a terminal for what a command needs and was not told. In a pipe nothing is asked: everything that is
//! missing is named at once, as the flags that say it.

use crate::diag::{Failure, did_you_mean, nearest};
use crate::model::{Month, parse_date};
use std::io::{BufRead, IsTerminal, Write};

/// What an answer must be.
pub(super) enum Takes<'a> {
    /// Any text.
    Text,
    /// A day.
    Day,
    /// A day or a month.
    DayOrMonth,
    /// One of these, compared by their keys.
    OneOf(Vec<&'a str>, fn(&str) -> String),
}

impl Takes<'_> {
    /// What is wrong with an answer.
    fn refuse(&self, answer: &str) -> Option<String> {
        match self {
            Takes::Text => None,
            Takes::Day => parse_date(answer).is_none().then(|| "write a date as 2026-11-20".to_owned()),
            Takes::DayOrMonth => {
                let fine = parse_date(answer).is_some() || Month::parse(answer).is_some();
                (!fine).then(|| "write a date as 2026-11-20, or a month as 2026-11".to_owned())
            }
            Takes::OneOf(known, key) => {
                let wanted = key(answer);
                let fine = known.iter().any(|choice| key(choice) == wanted);
                let near = || did_you_mean(nearest(answer, known.iter().copied()));
                (!fine).then(|| format!("\"{answer}\" is not known: {} (? lists all)", near()))
            }
        }
    }
}

/// One thing that a command wants to know.
pub(super) struct Question<'a> {
    /// The flag that says it.
    pub(super) flag: &'static str,
    /// What is asked, without a question mark.
    pub(super) words: &'a str,
    /// What an empty answer means; empty where there is nothing to offer.
    pub(super) offer: &'a str,
    pub(super) takes: Takes<'a>,
}

/// Asks, or notes what it may not ask.
pub(super) struct Asker<'t> {
    /// Where answers come from; `None` in a pipe.
    answers: Option<Box<dyn BufRead + 't>>,
    /// Where questions are shown.
    shown: Box<dyn Write + 't>,
    /// Whether anything was asked.
    asked: bool,
    /// The flags that are missing.
    missing: Vec<&'static str>,
}

impl<'t> Asker<'t> {
    /// Asks where both ends are a terminal.
    pub(super) fn new() -> Asker<'static> {
        let (answers, shown) = (std::io::stdin(), std::io::stderr());
        let may_ask = answers.is_terminal() && shown.is_terminal();
        let answers = may_ask.then(|| Box::new(std::io::BufReader::new(answers)) as Box<dyn BufRead>);
        Asker { answers, shown: Box::new(shown), asked: false, missing: Vec::new() }
    }

    /// Whether there is somebody to ask.
    pub(super) fn may_ask(&self) -> bool {
        self.answers.is_some()
    }

    /// What is given, else the answer; in a pipe nothing, and the flag is noted as missing.
    pub(super) fn need(&mut self, given: Option<&String>, question: &Question<'_>) -> Result<String, Failure> {
        match given {
            Some(given) => Ok(given.trim().to_owned()),
            None if self.may_ask() => self.ask(question, false),
            None => {
                self.missing.push(question.flag);
                Ok(String::new())
            }
        }
    }

    /// What is given, else the answer if other things were asked too, else nothing.
    pub(super) fn may(&mut self, given: Option<&String>, question: &Question<'_>) -> Result<String, Failure> {
        match given {
            Some(given) => Ok(given.trim().to_owned()),
            None if self.may_ask() && self.asked => self.ask(question, true),
            None => Ok(String::new()),
        }
    }

    /// Names everything that was needed and could not be asked.
    pub(super) fn settle(&mut self) -> Result<(), Failure> {
        let missing = std::mem::take(&mut self.missing);
        if missing.is_empty() {
            return Ok(());
        }
        let failure = Failure::new(format!("this needs {}", missing.join(", ")));
        Err(failure.help("give them as flags, or run it on a terminal, where it asks; nothing was written"))
    }

    /// Yes or no; no where nothing is said.
    pub(super) fn confirm(&mut self, words: &str) -> Result<bool, Failure> {
        let answer = self.line(&format!("{words} [y/N] "))?;
        Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Says something between two questions.
    pub(super) fn say(&mut self, words: &str) -> Result<(), Failure> {
        writeln!(self.shown, "{words}").map_err(|error| Failure::new("cannot write to the terminal").because(error))
    }

    fn ask(&mut self, question: &Question<'_>, may_be_empty: bool) -> Result<String, Failure> {
        self.asked = true;
        let hint = match (question.offer, may_be_empty) {
            ("", true) => " [leave empty if not stated]".to_owned(),
            ("", false) => String::new(),
            (offer, _) => format!(" [{offer}]"),
        };
        loop {
            let answer = self.line(&format!("{}{hint}: ", question.words))?;
            match (answer.as_str(), &question.takes) {
                ("", _) if may_be_empty || !question.offer.is_empty() => return Ok(question.offer.to_owned()),
                ("", _) => self.say("  this is needed")?,
                ("?", Takes::OneOf(known, _)) => self.say(&format!("  {}", known.join("\n  ")))?,
                (answer, takes) => match takes.refuse(answer) {
                    Some(wrong) => self.say(&format!("  {wrong}"))?,
                    None => return Ok(answer.to_owned()),
                },
            }
        }
    }

    fn line(&mut self, prompt: &str) -> Result<String, Failure> {
        let trouble = |error| Failure::new("cannot ask on this terminal").because(error);
        write!(self.shown, "{prompt}").and_then(|()| self.shown.flush()).map_err(trouble)?;
        let mut line = String::new();
        let read = self.answers.as_mut().map_or(Ok(0), |answers| answers.read_line(&mut line)).map_err(trouble)?;
        if read == 0 {
            return Err(Failure::new("there was no answer").help("nothing was written"));
        }
        Ok(line.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn asker<'t>(answers: Option<&'t str>, shown: &'t mut Vec<u8>) -> Asker<'t> {
        let answers = answers.map(|text| Box::new(text.as_bytes()) as Box<dyn BufRead>);
        Asker { answers, shown: Box::new(shown), asked: false, missing: Vec::new() }
    }

    fn question(takes: Takes<'static>, offer: &'static str) -> Question<'static> {
        Question { flag: "--it", words: "What", offer, takes }
    }

    #[test]
    fn an_answer_that_will_not_do_is_asked_again_with_what_may_be_meant() {
        let mut shown = Vec::new();
        let known = Takes::OneOf(vec!["file", "system_access"], str::to_lowercase);
        let answer = asker(Some("\nfil\n?\nFILE\n"), &mut shown).need(None, &question(known, "")).unwrap();
        assert_eq!(answer, "FILE");
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("this is needed") && shown.contains("did you mean \"file\"?"), "{shown}");
        assert!(shown.contains("  file\n  system_access\n"), "{shown}");
    }

    #[test]
    fn days_are_taken_in_one_form_and_an_empty_answer_takes_the_offer() {
        let mut shown = Vec::new();
        let mut asker = asker(Some("20/11/2026\n2026-11-20\n\n"), &mut shown);
        assert_eq!(asker.need(None, &question(Takes::Day, "")).unwrap(), "2026-11-20");
        assert_eq!(asker.need(None, &question(Takes::DayOrMonth, "2026-11")).unwrap(), "2026-11");
        assert!(asker.need(None, &question(Takes::Text, "")).is_err(), "the terminal is closed");
    }

    #[test]
    fn in_a_pipe_every_missing_flag_is_named_at_once() {
        let mut shown = Vec::new();
        let mut asker = asker(None, &mut shown);
        for flag in ["--a", "--b"] {
            let question = Question { flag, ..question(Takes::Text, "offered") };
            assert_eq!(asker.need(None, &question).unwrap(), "");
            assert_eq!(asker.may(None, &question).unwrap(), "");
        }
        assert_eq!(asker.settle().unwrap_err().to_string(), "this needs --a, --b");
    }

    #[test]
    fn what_may_be_left_out_is_asked_only_of_somebody_who_is_being_asked() {
        let mut shown = Vec::new();
        let mut asker = asker(Some("x\n\n"), &mut shown);
        assert_eq!(asker.may(None, &question(Takes::Text, "")).unwrap(), "");
        assert_eq!(asker.need(None, &question(Takes::Text, "")).unwrap(), "x");
        assert_eq!(asker.may(None, &question(Takes::Text, "")).unwrap(), "");
    }
}
