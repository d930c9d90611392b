//! Trouble with the machine: a file that cannot be read, a process that cannot be run, a disk that is full.
//! There is one at a time and it is passed up with `?`. Faults in the data are never a [`Failure`].

use std::error::Error;
use std::fmt;

/// What was being done, and why it did not work.
#[derive(Debug)]
pub struct Failure {
    doing: String,
    help: Option<String>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure while doing this: "cannot read data/editions.csv".
    pub fn new(doing: impl Into<String>) -> Self {
        Failure { doing: doing.into(), help: None, cause: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to do about it, where that is known.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)?;
        let mut cause = self.cause.as_deref().map(|c| c as &dyn Error);
        while let Some(inner) = cause {
            write!(f, ": {inner}")?;
            cause = inner.source();
        }
        Ok(())
    }
}

impl Error for Failure {}
