//! `lockstep simulate`: a data set whose truth is known, as files.

use lockstep_runner::Progress;
use lockstep_simulate::{BadRecipe, Recipe, SCENARIOS, describe, generate, shape};
use lockstep_snapshot::{Column, Input, Intake, assemble, write_tables};
use serde_json::json;

use crate::arguments::SimulateOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

pub(crate) fn run(options: &SimulateOptions, console: Console) -> Result<Code, Failure> {
    let path = options.out.display().to_string();
    if options.out.exists() {
        return Err(Failure::Usage {
            message: format!("{path}: exists already"),
            help: "name a folder that does not exist yet".to_owned(),
        });
    }
    let recipe = Recipe { scenario: options.scenario.clone(), scale: options.scale, seed: options.seed };
    let bad = |error: BadRecipe| Failure::Usage { message: error.to_string(), help: remedy(&error) };
    let spinner = Spinner::new(console);
    spinner.stage("simulating");
    let parts = generate(&recipe, &Column::USUAL, &|share| spinner.share(share)).map_err(bad)?;
    let intake = Intake::without_files(&options.scenario, &describe(&recipe).map_err(bad)?, 0);
    let snapshot = assemble(vec![Input { shape: shape(&Column::USUAL), parts, intake }]);
    spinner.stage("writing");
    let unwritable = |source| Failure::Unwritable { path: path.clone(), source };
    let partial = options.out.with_file_name(format!(".{}.partial", options.out.file_name().unwrap_or_default().to_string_lossy()));
    write_tables(&snapshot, &partial).map_err(unwritable)?;
    std::fs::rename(&partial, &options.out).map_err(unwritable)?;
    spinner.finish();
    let facts = snapshot.facts();
    let text = format!("{} posts by {} accounts, with their ground truth in sets.csv: {path}", facts.posts, facts.accounts_posting);
    console.result(&text, &json!({ "folder": path, "facts": facts }));
    Ok(Code::Done)
}

fn remedy(error: &BadRecipe) -> String {
    match error {
        BadRecipe::UnknownScenario(name) => lockstep_study::suggest(name, SCENARIOS.iter().map(|(name, _)| *name))
            .map_or("leave it out for the first of them".to_owned(), |near| format!("did you mean `{near}`?")),
        BadRecipe::Scale(_) => "1 is the full size, and 0.05 makes some 240,000 posts".to_owned(),
    }
}
