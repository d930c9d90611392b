//! What `candour init` writes into `register.toml`: the template with answers in place of its placeholders. Answers
//! are flags, or are asked for on a terminal; in a pipe what is not told stays a placeholder.

use crate::config;
use crate::diag::{Diagnostics, Failure, Sources};
use crate::records::toml_string;
use clap::Args;
use std::io::{BufRead, IsTerminal, Write};

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

/// The keys that are asked for, each with its question.
const QUESTIONS: [(&str, &str); 4] = [
    ("title", "The site's name"),
    ("publisher", "The body that publishes the register"),
    ("slug", "A short name for the open data (a to z, 0 to 9 and -)"),
    ("base_url", "The address that the site will have"),
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

    /// `register.toml` with these answers.
    ///
    /// # Errors
    /// Where an answer is none that the key takes.
    pub(super) fn settings(mut self) -> Result<String, Failure> {
        for (key, _) in QUESTIONS {
            if let Some(answer) = self.of(key) {
                checked(key, answer)?;
            }
        }
        if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
            self.ask(&mut std::io::stdin().lock(), &mut std::io::stderr())
                .map_err(|error| Failure::new("cannot ask on this terminal").because(error))?;
        }
        Ok(QUESTIONS.iter().fold(TEMPLATE.to_owned(), |text, (key, _)| match self.of(key) {
            Some(answer) => filled(&text, key, answer),
            None => text,
        }))
    }

    /// Asks for what is not told. An empty answer, or the end of input, leaves the placeholder.
    fn ask(&mut self, input: &mut impl BufRead, out: &mut impl Write) -> std::io::Result<()> {
        for (key, question) in QUESTIONS {
            while self.of(key).is_none() {
                write!(out, "{question} [{}]: ", placeholder(key))?;
                out.flush()?;
                let mut line = String::new();
                if input.read_line(&mut line)? == 0 || line.trim().is_empty() {
                    break;
                }
                match checked(key, line.trim()) {
                    Ok(()) => *self.of(key) = Some(line.trim().to_owned()),
                    Err(failure) => writeln!(out, "  {failure}: {}", failure.advice().unwrap_or("try again"))?,
                }
            }
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

    fn asked(typed: &str) -> (Answers, String) {
        let (mut answers, mut said) = (Answers::default(), Vec::new());
        answers.ask(&mut typed.as_bytes(), &mut said).unwrap();
        (answers, String::from_utf8(said).unwrap())
    }

    #[test]
    fn every_question_has_a_placeholder_that_the_reader_takes() {
        for (key, _) in QUESTIONS {
            assert!(!placeholder(key).is_empty(), "{key} has no placeholder");
            checked(key, placeholder(key)).unwrap();
        }
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again_and_an_empty_one_leaves_the_placeholder() {
        let (answers, said) = asked("Our \"own\" register\n\nOur Register\nour-register\n");
        assert_eq!(answers.title.as_deref(), Some("Our \"own\" register"));
        assert_eq!((answers.publisher, answers.base_url), (None, None));
        assert_eq!(answers.slug.as_deref(), Some("our-register"));
        assert!(said.contains("slug cannot be \"Our Register\""), "{said}");
        assert!(said.ends_with("The address that the site will have [http://localhost:8000/]: "), "{said}");
    }

    #[test]
    fn answers_go_in_place_and_comments_stay() {
        let told =
            Answers { title: Some("A \"b\" \\ c".to_owned()), slug: Some("abc".to_owned()), ..Answers::default() };
        let text = told.settings().unwrap();
        for (set, comment) in [(r#"title = "A \"b\" \\ c""#, "the site's name"), (r#"slug = "abc""#, "short name in")] {
            let line = format!("{set:<COMMENTS_AT$}# {comment}");
            assert!(text.contains(&line), "{line}\nis not in\n{text}");
        }
        assert!(text.contains(&format!("publisher = \"{}\"", placeholder("publisher"))), "{text}");
    }

    #[test]
    fn what_the_key_does_not_take_is_refused_with_the_readers_words() {
        let told = Answers { base_url: Some("example.org".to_owned()), ..Answers::default() };
        let failure = told.settings().unwrap_err();
        assert!(failure.to_string().contains("base_url is no address"), "{failure}");
        assert!(failure.advice().unwrap().contains("https://"));
    }
}
