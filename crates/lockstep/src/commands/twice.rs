//! The same run a second time, on another number of threads.

use lockstep_runner::{Difference, Done, Lock, Options, OutputFile, Plan, Side, Silent};

use super::told;
use crate::message::Failure;

/// How the second run compares with the first.
pub(crate) struct Again {
    /// Threads of the first and of the second run.
    pub(crate) threads: [usize; 2],
    /// What differs, if anything does.
    pub(crate) difference: Option<Difference>,
}

/// Run once more, and compare what was computed and every byte that would be written.
pub(crate) fn run(plan: &Plan, lock: Option<&Lock>, work: &Options<'_>, first: &Done, files: &[OutputFile]) -> Result<Again, Failure> {
    let threads = rayon::current_num_threads();
    let other = if threads > 1 { 1 } else { 3 };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(other).build();
    let pool = pool.map_err(|error| Failure::Usage {
        message: format!("no second set of threads could be made: {error}"),
        help: "leave out --twice".to_owned(),
    })?;
    let (second, files_again) = pool.install(|| {
        let done = plan.execute(lock, &Options { inputs: work.inputs, cache: None, frozen: false, progress: &Silent })?;
        let files = lockstep_report::render(&done.run)?;
        Ok::<_, Failure>((done, files))
    })?;
    let same = first.run.record == second.run.record && files == files_again;
    let difference = || {
        let side = |done: &Done, files: Vec<OutputFile>| Side::of_run(&done.run.record, files);
        Difference::between(&side(first, files.to_vec()), &side(&second, files_again))
    };
    Ok(Again { threads: [threads, other], difference: (!same).then(difference) })
}

impl Again {
    pub(crate) fn in_words(&self) -> String {
        let threads = |number: usize| if number == 1 { "1 thread".to_owned() } else { format!("{number} threads") };
        let [first, second] = self.threads.map(threads);
        match &self.difference {
            None => format!("run twice, on {first} and on {second}: the same to the byte"),
            Some(difference) => format!(
                "{}\nrun twice, on {first} and on {second}: the two differ, which is a fault in Lockstep; nothing was written",
                told::text(difference)
            ),
        }
    }
}
