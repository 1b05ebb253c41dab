use lockstep_snapshot::*;
fn main() {
    let t = std::time::Instant::now();
    let located = locate("x", "ira_538/tweets.parquet", &["/work/shared/data".into()]).unwrap();
    eprintln!("located {:?}", t.elapsed());
    let request = Request {
        input: "x",
        layout: lockstep_study::Layout::Ira538,
        table: lockstep_study::TableName::Posts,
        columns: None,
        time_format: lockstep_study::TimeFormat::Auto,
        end: FAR_FUTURE,
        keep: &[Column::Kind, Column::Hashtags, Column::RetweetedPost],
    };
    let input = read(&request, &located, &|_| {}).unwrap();
    eprintln!("read {:?}", t.elapsed());
    let s = assemble(vec![input]);
    eprintln!("assembled {:?}", t.elapsed());
    let f = s.facts();
    println!("{}", serde_json::to_string_pretty(&f).unwrap());
    println!("{}", std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmHWM")).collect::<String>());
}
