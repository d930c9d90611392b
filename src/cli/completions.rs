//! `candour completions` and `candour man`: both are made from the command line's own description.

use super::{Args, Outcome, print};
use crate::diag::Failure;
use clap::CommandFactory;
use clap_complete::Shell;

/// Print the completions of a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  candour completions bash > ~/.local/share/bash-completion/completions/candour
  candour completions zsh > ~/.zfunc/_candour       with fpath+=~/.zfunc before compinit in ~/.zshrc
  candour completions fish > ~/.config/fish/completions/candour.fish")]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Print the manual page.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  candour man | man -l -                            reads it
  candour man > ~/.local/share/man/man1/candour.1   for man candour")]
pub(super) struct ManArgs {}

pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "candour", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}

/// One page for all commands: what each says of itself follows the overview.
pub(super) fn man() -> Result<Outcome, Failure> {
    let mut command = Args::command();
    command.build();
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .and_then(|()| parts(&command).try_for_each(|part| section(part, &mut page)));
    rendered.map_err(|error| Failure::new("cannot write the manual page").because(error))?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Clean)
}

/// The commands, each before those that it has of its own: new, then new agreement.
fn parts(command: &clap::Command) -> Box<dyn Iterator<Item = &clap::Command> + '_> {
    let own = command.get_subcommands().filter(|part| part.get_name() != "help");
    Box::new(own.flat_map(|part| std::iter::once(part).chain(parts(part))))
}

/// A command as a section of its own.
fn section(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let part = clap_mangen::Man::new(command.clone());
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let heading = format!(".SH \"{}\"\n", name.to_uppercase());
    page.extend(heading.as_bytes());
    let mut text = Vec::new();
    part.render_description_section(&mut text)?;
    part.render_synopsis_section(&mut text)?;
    part.render_options_section(&mut text)?;
    part.render_extra_section(&mut text)?;
    // Headings of a page become headings within the section.
    page.extend(
        String::from_utf8_lossy(&text).replace("\n.SH ", "\n.SS ").trim_start_matches(".SH DESCRIPTION\n").bytes(),
    );
    Ok(())
}
