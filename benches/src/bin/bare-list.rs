//! A list on ratatui and crossterm as they come: what a screen costs that does nothing else.

use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::widgets::{Block, List, ListState};

fn main() -> std::io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("bare-list");
        return Ok(());
    }
    let rows: Vec<String> = (1..=38).map(|row| format!("Row {row} of a list")).collect();
    let mut state = ListState::default().with_selected(Some(0));
    let mut terminal = ratatui::init();
    let outcome = loop {
        let drawn = terminal.draw(|frame| {
            let list = List::new(rows.iter().map(String::as_str))
                .block(Block::bordered().title("List"))
                .highlight_symbol("> ");
            frame.render_stateful_widget(list, frame.area(), &mut state);
        });
        if let Err(error) = drawn {
            break Err(error);
        }
        match event::read() {
            Ok(Event::Key(key)) => match key.code {
                KeyCode::Down => state.select_next(),
                KeyCode::Up => state.select_previous(),
                KeyCode::Char('q') => break Ok(()),
                _ => {}
            },
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    ratatui::restore();
    outcome
}
