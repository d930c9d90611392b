//! Days and periods as views carry them; words for them are the theme's.

use crate::model::{Edition, Release};
use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// A day; `2018-08-06` in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A stretch of days, both ends included; a day is both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Period {
    /// First day; a stock edition may have none.
    pub from: Option<Day>,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// The period of an edition.
    pub fn of_edition(edition: &Edition) -> Period {
        Period { from: edition.from.map(Day), to: Day(edition.to) }
    }

    /// When a release was made, as exactly as the source says.
    pub fn of_release(release: &Release, edition: &Edition) -> Period {
        let (from, to) = release.released.span(edition);
        Period { from: from.map(Day), to: Day(to) }
    }
}
