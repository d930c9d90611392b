//! Asking on a terminal for what a command needs and was not told. In a pipe nothing is asked: everything that is
//! missing is named at once, as the flags that say it.

use crate::diag::{Failure, did_you_mean, nearest};
use crate::model::{Month, fold, parse_date, typed_date};
use std::io::{BufRead, IsTerminal, Write};

/// What an answer must be.
pub(super) enum Takes<'a> {
    /// Any text.
    Text,
    /// A day.
    Day,
    /// A day or a month.
    DayOrMonth,
    /// One of these codes, each with its label, which may be empty. The label stands for the code.
    Code(Vec<(&'a str, &'a str)>),
    /// What this finds nothing wrong with.
    Checked(&'a dyn Fn(&str) -> Option<String>),
    /// One of these wordings; letter case, white space and dashes are the writer's own.
    Wording(Vec<&'a str>),
}

/// A day as somebody types it, as records write it.
fn day(text: &str) -> Result<String, String> {
    let wrong = "write a date as 20/11/2026 (day, month, year in full) or as 2026-11-20";
    typed_date(text).map(|day| day.to_string()).ok_or_else(|| wrong.to_owned())
}

/// A day, or a month of a year.
fn day_or_month(text: &str) -> Result<String, String> {
    let wrong = "write a date as 20/11/2026 (day, month, year in full) or 2026-11-20, or a month as 2026-11";
    let month = Month::parse(text).map(|month| month.to_string());
    month.or_else(|| day(text).ok()).ok_or_else(|| wrong.to_owned())
}

/// The value of a flag that takes a day, as it was typed, so that it can be told how it was understood.
pub(super) fn day_flag(text: &str) -> Result<String, String> {
    day(text.trim()).map(|_| text.to_owned())
}

/// The value of a flag that takes a day or a month, as it was typed.
pub(super) fn day_or_month_flag(text: &str) -> Result<String, String> {
    day_or_month(text.trim()).map(|_| text.to_owned())
}

impl Takes<'_> {
    /// An answer as records write it, or what is wrong with it.
    fn taken(&self, answer: &str) -> Result<String, String> {
        match self {
            Takes::Text => Ok(answer.to_owned()),
            Takes::Day => day(answer),
            Takes::DayOrMonth => day_or_month(answer),
            Takes::Checked(wrong) => wrong(answer).map_or_else(|| Ok(answer.to_owned()), Err),
            // Where nothing is known there is nothing to choose from: what is missing the check says.
            Takes::Code(known) if known.is_empty() => Ok(answer.to_owned()),
            Takes::Wording(known) if known.is_empty() => Ok(answer.to_owned()),
            Takes::Code(known) => {
                let is_meant = |text: &str| !text.is_empty() && text.to_lowercase() == answer.to_lowercase();
                let by_label = || known.iter().find(|(_, label)| is_meant(label));
                let code = known.iter().find(|(code, _)| is_meant(code)).or_else(by_label).map(|(code, _)| code);
                code.map(|code| (*code).to_owned()).ok_or_else(|| self.unknown(answer))
            }
            Takes::Wording(known) => {
                let wanted = fold::wording(answer);
                let is_known = known.iter().any(|wording| fold::wording(wording) == wanted);
                is_known.then(|| answer.to_owned()).ok_or_else(|| self.unknown(answer))
            }
        }
    }

    fn unknown(&self, answer: &str) -> String {
        let known: Vec<&str> = match self {
            Takes::Code(known) => {
                // A label that is its code but for letter case would be proposed twice.
                let labels =
                    known.iter().filter(|(code, label)| label.to_lowercase() != *code).map(|(_, label)| *label);
                known.iter().map(|(code, _)| *code).chain(labels.filter(|label| !label.is_empty())).collect()
            }
            Takes::Wording(known) => known.clone(),
            Takes::Text | Takes::Day | Takes::DayOrMonth | Takes::Checked(_) => Vec::new(),
        };
        format!("\"{answer}\" is not known: {} (? lists all)", did_you_mean(nearest(answer, known.into_iter())))
    }

    /// Everything that may be answered, line by line; nothing where that has no end.
    fn choices(&self) -> Option<String> {
        match self {
            Takes::Text | Takes::Day | Takes::DayOrMonth | Takes::Checked(_) => None,
            Takes::Code(known) => {
                let width = known.iter().map(|(code, _)| code.len()).max().unwrap_or_default();
                let line = |(code, label): &(&str, &str)| format!("{code:width$}  {label}").trim_end().to_owned();
                Some(known.iter().map(line).collect::<Vec<_>>().join("\n  "))
            }
            Takes::Wording(known) => Some(known.join("\n  ")),
        }
    }
}

/// What is told of a day that records write otherwise than it was typed.
fn understood(typed: &str, taken: &str) -> Option<String> {
    let day = parse_date(taken).filter(|_| typed != taken)?;
    Some(format!("\"{typed}\" is taken as {}.", day.format("%-d %B %Y")))
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

impl<'a> Question<'a> {
    /// A question that any text answers.
    pub(super) fn text(flag: &'static str, words: &'a str) -> Question<'a> {
        Question { flag, words, offer: "", takes: Takes::Text }
    }
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
    /// What is to be told before anything is written.
    told: Vec<String>,
}

impl<'t> Asker<'t> {
    /// Asks where both ends are a terminal.
    pub(super) fn new() -> Asker<'static> {
        let (answers, shown) = (std::io::stdin(), std::io::stderr());
        let may_ask = answers.is_terminal() && shown.is_terminal();
        let answers = may_ask.then(|| Box::new(std::io::BufReader::new(answers)) as Box<dyn BufRead>);
        Asker { answers, shown: Box::new(shown), asked: false, missing: Vec::new(), told: Vec::new() }
    }

    /// Asks somebody who types these answers, or nobody.
    #[cfg(test)]
    pub(super) fn scripted(answers: Option<&'t str>, shown: &'t mut Vec<u8>) -> Asker<'t> {
        let answers = answers.map(|text| Box::new(text.as_bytes()) as Box<dyn BufRead>);
        Asker { answers, shown: Box::new(shown), asked: false, missing: Vec::new(), told: Vec::new() }
    }

    /// Whether there is somebody to ask.
    pub(super) fn may_ask(&self) -> bool {
        self.answers.is_some()
    }

    /// What is given, else the answer; in a pipe nothing, and the flag is noted as missing.
    pub(super) fn need(&mut self, given: Option<&String>, question: &Question<'_>) -> Result<String, Failure> {
        match given {
            Some(given) => Ok(self.given(given.trim(), &question.takes)),
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
            Some(given) => Ok(self.given(given.trim(), &question.takes)),
            None if self.may_ask() && self.asked => self.ask(question, true),
            None => Ok(String::new()),
        }
    }

    /// What a flag says, as records write it. What is wrong with it the check says, with all else that is wrong.
    fn given(&mut self, given: &str, takes: &Takes<'_>) -> String {
        let Ok(taken) = takes.taken(given) else { return given.to_owned() };
        if matches!(takes, Takes::Day | Takes::DayOrMonth) {
            self.told.extend(understood(given, &taken));
        }
        taken
    }

    /// Something that is to be told before anything is written.
    pub(super) fn tell(&mut self, line: String) {
        self.told.push(line);
    }

    /// What is to be told, in the order in which it came.
    pub(super) fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.told)
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
            if answer.is_empty() {
                if may_be_empty || !question.offer.is_empty() {
                    return Ok(question.offer.to_owned());
                }
                self.say("  this is needed")?;
                continue;
            }
            if let Some(choices) = question.takes.choices().filter(|_| answer == "?") {
                self.say(&format!("  {choices}"))?;
                continue;
            }
            match question.takes.taken(&answer) {
                Err(wrong) => self.say(&format!("  {wrong}"))?,
                Ok(taken) => {
                    if let Some(words) = understood(&answer, &taken) {
                        self.say(&format!("  {words}"))?;
                    }
                    return Ok(taken);
                }
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

    fn question(takes: Takes<'static>, offer: &'static str) -> Question<'static> {
        Question { flag: "--it", words: "What", offer, takes }
    }

    #[test]
    fn an_answer_that_will_not_do_is_asked_again_with_what_may_be_meant() {
        let mut shown = Vec::new();
        let known = Takes::Code(vec![("file", ""), ("system_access", "Access to a system")]);
        let answer = Asker::scripted(Some("\nfil\n?\naccess to a System\n"), &mut shown)
            .need(None, &question(known, ""))
            .unwrap();
        assert_eq!(answer, "system_access");
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("this is needed") && shown.contains("did you mean \"file\"?"), "{shown}");
        assert!(shown.contains("  file\n  system_access  Access to a system\n"), "{shown}");
    }

    #[test]
    fn a_code_goes_before_a_label_and_nothing_is_no_label() {
        let known = Takes::Code(vec![("a", ""), ("b", "C"), ("c", "B")]);
        assert_eq!(known.taken("c").unwrap(), "c");
        assert!(known.taken("").is_err());
    }

    #[test]
    fn a_wording_is_kept_as_it_was_typed() {
        let mut shown = Vec::new();
        let known = Takes::Wording(vec!["Anonymised - ICO code compliant", "Identifiable"]);
        let mut asker = Asker::scripted(Some("Anonymised\nanonymised – ICO  code compliant\n"), &mut shown);
        assert_eq!(asker.need(None, &question(known, "")).unwrap(), "anonymised – ICO  code compliant");
        drop(asker);
        assert!(String::from_utf8(shown).unwrap().contains("\"Anonymised\" is not known"));
    }

    #[test]
    fn a_day_may_be_typed_as_britons_write_it_and_the_answer_says_which_was_understood() {
        let mut shown = Vec::new();
        let mut asker = Asker::scripted(Some("7/30/2026\n20/11/26\n05/03/2026\n2026-11-20\n\n"), &mut shown);
        assert_eq!(asker.need(None, &question(Takes::Day, "")).unwrap(), "2026-03-05");
        assert_eq!(asker.need(None, &question(Takes::Day, "")).unwrap(), "2026-11-20");
        assert_eq!(asker.need(None, &question(Takes::DayOrMonth, "2026-11")).unwrap(), "2026-11", "the offer");
        assert!(asker.need(None, &question(Takes::Text, "")).is_err(), "the terminal is closed");
        drop(asker);
        let shown = String::from_utf8(shown).unwrap();
        assert_eq!(shown.matches("write a date as 20/11/2026").count(), 2, "{shown}");
        assert_eq!(shown.matches("is taken as").count(), 1, "{shown}");
        assert!(shown.contains("\"05/03/2026\" is taken as 5 March 2026."), "{shown}");
    }

    #[test]
    fn a_day_in_a_flag_is_understood_alike_and_told_of() {
        let mut shown = Vec::new();
        let mut asker = Asker::scripted(None, &mut shown);
        let given = "30/07/2026".to_owned();
        assert_eq!(asker.may(Some(&given), &question(Takes::DayOrMonth, "")).unwrap(), "2026-07-30");
        assert_eq!(asker.told(), ["\"30/07/2026\" is taken as 30 July 2026."]);
        assert!(asker.told().is_empty());
    }

    #[test]
    fn in_a_pipe_every_missing_flag_is_named_at_once() {
        let mut shown = Vec::new();
        let mut asker = Asker::scripted(None, &mut shown);
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
        let mut asker = Asker::scripted(Some("x\n\n"), &mut shown);
        assert_eq!(asker.may(None, &question(Takes::Text, "")).unwrap(), "");
        assert_eq!(asker.need(None, &question(Takes::Text, "")).unwrap(), "x");
        assert_eq!(asker.may(None, &question(Takes::Text, "")).unwrap(), "");
    }
}
