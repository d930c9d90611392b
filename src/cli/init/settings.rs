//! What `candour init` writes into `register.toml`: the template with answers in place of its placeholders. Answers
//! are flags, or are asked for on a terminal; in a pipe what is not told stays a placeholder.

use crate::cli::ask::{Asker, Question, Takes};
use crate::config;
use crate::diag::{Diagnostics, Failure, Sources};
use crate::records::toml_string;
use clap::Args;

const TEMPLATE: &str = include_str!("register.toml");

/// Where comments begin in the template.
const COMMENTS_AT: usize = 43;

/// What a register is called, as far as told.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Answers {
    /// The site's name
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The body that publishes the register
    #[arg(long, value_name = "TEXT")]
    publisher: Option<String>,
    /// Short name in the open data: a to z, 0 to 9 and -
    #[arg(long, value_name = "NAME")]
    slug: Option<String>,
    /// Where the site will stand, as https://example.org/register/
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

/// The keys that are asked for, each with its flag and its question.
const QUESTIONS: [(&str, &str, &str); 4] = [
    ("title", "--title", "The site's name"),
    ("publisher", "--publisher", "The body that publishes the register"),
    ("slug", "--slug", "A short name for the open data (a to z, 0 to 9 and -)"),
    ("base_url", "--base-url", "The address that the site will have"),
];

impl Answers {
    fn of(&mut self, key: &str) -> &mut Option<String> {
        match key {
            "title" => &mut self.title,
            "publisher" => &mut self.publisher,
            "slug" => &mut self.slug,
            _ => &mut self.base_url,
        }
    }

    /// `register.toml` with these answers. What they leave open is asked for where there is somebody to ask.
    ///
    /// # Errors
    /// Where an answer is none that the key takes.
    pub(super) fn settings(mut self, asker: &mut Asker<'_>) -> Result<String, Failure> {
        for (key, ..) in QUESTIONS {
            if let Some(answer) = self.of(key) {
                checked(key, answer)?;
            }
        }
        if asker.may_ask() {
            self.ask(asker)?;
        }
        Ok(QUESTIONS.iter().fold(TEMPLATE.to_owned(), |text, (key, ..)| match self.of(key) {
            Some(answer) => filled(&text, key, answer),
            None => text,
        }))
    }

    /// An empty answer keeps the placeholder.
    fn ask(&mut self, asker: &mut Asker<'_>) -> Result<(), Failure> {
        for (key, flag, words) in QUESTIONS {
            let wrong = |answer: &str| {
                let failure = checked(key, answer).err()?;
                Some(format!("{failure}: {}", failure.advice().unwrap_or("try again")))
            };
            let takes = Takes::Checked(&wrong);
            let answer =
                asker.need(self.of(key).as_ref(), &Question { flag, words, offer: placeholder(key), takes })?;
            *self.of(key) = Some(answer);
        }
        Ok(())
    }
}

/// Whether the reader of `register.toml` takes an answer; it alone knows.
fn checked(key: &str, answer: &str) -> Result<(), Failure> {
    let text = filled(TEMPLATE, key, answer);
    let mut faults = Diagnostics::new();
    config::read(Sources::new().add("register.toml", text.as_str()), &text, &mut faults);
    match faults.iter().next() {
        None => Ok(()),
        Some(fault) => Err(Failure::new(&fault.message).help(fault.help.clone().unwrap_or_default())),
    }
}

/// The text with a key's value replaced, and its comment where it was.
fn filled(text: &str, key: &str, answer: &str) -> String {
    let line = |line: &str| match value_of(line, key) {
        None => format!("{line}\n"),
        Some(_) => {
            let set = format!("{key} = {}", toml_string(answer));
            let comment = line.split_once("   #").map(|(_, comment)| comment.trim_start());
            comment.map_or_else(|| format!("{set}\n"), |comment| format!("{set:<COMMENTS_AT$}# {comment}\n"))
        }
    };
    text.lines().map(line).collect()
}

/// The value as written, if the line sets the key.
fn value_of<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    line.strip_prefix(key)?.strip_prefix(" = ")
}

fn placeholder(key: &str) -> &'static str {
    let value = TEMPLATE.lines().find_map(|line| value_of(line, key)).unwrap_or_default();
    value.split('"').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_placeholder_that_the_reader_takes() {
        for (key, ..) in QUESTIONS {
            assert!(!placeholder(key).is_empty(), "{key} has no placeholder");
            checked(key, placeholder(key)).unwrap();
        }
    }

    fn settings(told: Answers, typed: Option<&str>) -> (Result<String, Failure>, String) {
        let mut shown = Vec::new();
        let settings = told.settings(&mut Asker::scripted(typed, &mut shown));
        (settings, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again_and_an_empty_one_leaves_the_placeholder() {
        let typed = "Our \"own\" register\n\nOur Register\nour-register\n\n";
        let (text, said) = settings(Answers::default(), Some(typed));
        let text = text.unwrap();
        for set in [r#"title = "Our \"own\" register""#, r#"slug = "our-register""#] {
            assert!(text.contains(set), "{set} is not in\n{text}");
        }
        for key in ["publisher", "base_url"] {
            assert!(text.contains(&format!("{key} = \"{}\"", placeholder(key))), "{text}");
        }
        assert!(said.contains("slug cannot be \"Our Register\": use lower-case letters"), "{said}");
        assert!(said.ends_with("The address that the site will have [http://localhost:8000/]: "), "{said}");
    }

    #[test]
    fn who_ends_the_questions_early_starts_no_register() {
        let (text, _) = settings(Answers::default(), Some("Our register\n"));
        assert_eq!(text.unwrap_err().advice(), Some("nothing was written"));
    }

    #[test]
    fn answers_go_in_place_and_comments_stay() {
        let told =
            Answers { title: Some("A \"b\" \\ c".to_owned()), slug: Some("abc".to_owned()), ..Answers::default() };
        let text = settings(told, None).0.unwrap();
        for (set, comment) in [(r#"title = "A \"b\" \\ c""#, "the site's name"), (r#"slug = "abc""#, "short name in")] {
            let line = format!("{set:<COMMENTS_AT$}# {comment}");
            assert!(text.contains(&line), "{line}\nis not in\n{text}");
        }
        assert!(text.contains(&format!("publisher = \"{}\"", placeholder("publisher"))), "{text}");
    }

    #[test]
    fn what_the_key_does_not_take_is_refused_with_the_readers_words() {
        let told = Answers { base_url: Some("example.org".to_owned()), ..Answers::default() };
        let failure = settings(told, None).0.unwrap_err();
        assert!(failure.to_string().contains("base_url is no address"), "{failure}");
        assert!(failure.advice().unwrap().contains("https://"));
    }
}
