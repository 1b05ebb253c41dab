use lockstep_simulate::*;
use lockstep_snapshot::*;
fn main() {
    let scale: f64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let recipe = Recipe { scenario: "influence-network".into(), scale, seed: std::env::args().nth(2).map_or(2019, |s| s.parse().unwrap()) };
    let keep = [Column::Kind, Column::RetweetedPost, Column::RetweetedAccount, Column::Hashtags, Column::Client];
    let t = std::time::Instant::now();
    let parts = generate(&recipe, &keep, &|_| {}).unwrap();
    println!("generate {:?} parts {}", t.elapsed(), parts.len());
    let posts: usize = parts.iter().map(|p| p.posts.len()).sum();
    println!(
        "posts {posts} expected {} ratio {:.4}",
        expected_posts(&recipe).unwrap(),
        posts as f64 / expected_posts(&recipe).unwrap() as f64
    );
    let intake = Intake {
        input: "s".into(),
        files: vec![],
        layout: "s".into(),
        rows_read: 0,
        losses: Default::default(),
        tables: vec![],
        derived: vec![],
        unused_columns: vec![],
    };
    let s = assemble(vec![Input { shape: shape(&keep), parts, intake }]);
    println!(
        "assembled {:?}; obs {} follows {} dups {}",
        t.elapsed(),
        s.observations.len(),
        s.follows.follower.len(),
        s.intakes[0].losses.rows()
    );
    for t in &s.intakes[0].tables {
        println!("{} {} {}", t.table, t.rows, t.digest);
    }
    for set in &s.sets {
        let mut m = vec![0u8; s.accounts.len()];
        for a in &set.members {
            m[*a as usize] = 1;
        }
        let n = s.posts.account.iter().filter(|a| m[**a as usize] == 1).count();
        println!(
            "{:24} {:5} accounts {:8} posts {:.2}/day",
            set.name,
            set.members.len(),
            n,
            n as f64 / set.members.len() as f64 / ((s.posts.time.last().unwrap() - s.posts.time[0]) as f64 / 86_400_000.0)
        );
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
