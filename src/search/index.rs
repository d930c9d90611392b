//! The index as it was published, read file by file as a query needs them. It ranks nothing.

use super::documents::Kind;
use super::format::{self, Head, Places, Words};
use super::text;
use crate::diag::Failure;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Gets a file of the folder `search/` by its name.
type Fetch<'a> = Box<dyn Fn(&str) -> Result<Vec<u8>, Failure> + 'a>;

/// What a shard's words say about where they stand.
type Positions = BTreeMap<String, Places>;

/// An index of search, open for queries. Files are read when a query needs them, and kept.
pub struct Index<'a> {
    fetch: Fetch<'a>,
    pub(super) head: Head,
    /// All names of each document, folded, those that its title is among them.
    pub(super) names: Vec<Vec<String>>,
    /// The titles, folded.
    pub(super) titles: Vec<String>,
    words: RefCell<BTreeMap<usize, Rc<Words>>>,
    positions: RefCell<BTreeMap<usize, Rc<Positions>>>,
    dictionary: OnceCell<Vec<(String, u8)>>,
    tellings: OnceCell<Vec<Vec<String>>>,
}

impl<'a> Index<'a> {
    /// Opens an index. `fetch` gets a file of the folder `search/` by its name.
    ///
    /// # Errors
    /// Where a file cannot be got, is damaged or is of another version.
    pub fn open(fetch: impl Fn(&str) -> Result<Vec<u8>, Failure> + 'a) -> Result<Index<'a>, Failure> {
        let start = format::read_start(&fetch(format::START)?).ok_or_else(|| format::damaged(format::START))?;
        let bytes = format::unpack(&start.head, &fetch(&start.head)?)?;
        let head = format::read_head(&bytes).ok_or_else(|| format::damaged(&start.head))?;
        let titles: Vec<String> = head.docs.title.iter().map(|title| text::fold(title)).collect();
        let folded = |names: &Vec<String>| names.iter().map(|name| text::fold(name)).collect::<Vec<_>>();
        let mut names: Vec<Vec<String>> = head.docs.names.iter().map(folded).collect();
        for (document, names) in names.iter_mut().enumerate() {
            if Kind::ALL[usize::from(head.docs.kind[document])].title_is_name() {
                names.insert(0, titles[document].clone());
            }
        }
        let (words, positions) = (RefCell::default(), RefCell::default());
        let (dictionary, tellings) = (OnceCell::new(), OnceCell::new());
        Ok(Index { fetch: Box::new(fetch), head, names, titles, words, positions, dictionary, tellings })
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.titles.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.titles.is_empty()
    }

    /// What a document is.
    pub fn kind(&self, document: u32) -> Kind {
        Kind::ALL[usize::from(self.head.docs.kind[document as usize])]
    }

    /// A document's title.
    pub fn title(&self, document: u32) -> &str {
        &self.head.docs.title[document as usize]
    }

    /// A document's address below the base of the site.
    pub fn path(&self, document: u32) -> &str {
        &self.head.docs.path[document as usize]
    }

    /// The names of each document by the words of each that say something.
    pub(super) fn tellings(&self) -> &[Vec<String>] {
        let of = |names: &Vec<String>| names.iter().map(|name| text::telling(name)).collect();
        self.tellings.get_or_init(|| self.names.iter().map(of).collect())
    }

    fn read(&self, kind: &str, hash: &str) -> Result<(String, Vec<u8>), Failure> {
        let name = format::name(kind, hash);
        let bytes = format::unpack(&name, &(self.fetch)(&name)?)?;
        Ok((name, bytes))
    }

    /// The number of the shard in which a term stands if it stands in any.
    pub(super) fn shard_of(&self, term: &str) -> Option<usize> {
        self.head.shards.first.partition_point(|first| first.as_str() <= term).checked_sub(1)
    }

    /// A shard's terms and their documents.
    pub(super) fn words(&self, shard: usize) -> Result<Rc<Words>, Failure> {
        if let Some(known) = self.words.borrow().get(&shard) {
            return Ok(Rc::clone(known));
        }
        let (name, bytes) = self.read("words", &self.head.shards.words[shard])?;
        let words = format::read_words(&bytes, self.len()).ok_or_else(|| format::damaged(&name))?;
        Ok(Rc::clone(self.words.borrow_mut().entry(shard).or_insert_with(|| Rc::new(words))))
    }

    /// Where a shard's terms stand.
    pub(super) fn positions(&self, shard: usize) -> Result<Rc<Positions>, Failure> {
        if let Some(known) = self.positions.borrow().get(&shard) {
            return Ok(Rc::clone(known));
        }
        let words = self.words(shard)?;
        let (name, bytes) = self.read("positions", &self.head.shards.positions[shard])?;
        let positions = format::read_positions(&bytes, &words).ok_or_else(|| format::damaged(&name))?;
        Ok(Rc::clone(self.positions.borrow_mut().entry(shard).or_insert_with(|| Rc::new(positions))))
    }

    /// Forms that a misspelt word may have meant, in order, each with the class of how many documents have it.
    pub(super) fn dictionary(&self) -> Result<&[(String, u8)], Failure> {
        if self.dictionary.get().is_none() {
            let name = &self.head.dictionary;
            let bytes = format::unpack(name, &(self.fetch)(name)?)?;
            let forms = format::read_dictionary(&bytes).ok_or_else(|| format::damaged(name))?;
            return Ok(self.dictionary.get_or_init(|| forms));
        }
        Ok(self.dictionary.get().map_or(&[], Vec::as_slice))
    }
}
