# CooRTweet from its CSV to an edge list: Rscript coortweet.R CSV WINDOW OUT.csv
arguments <- commandArgs(trailingOnly = TRUE)
data.table::setDTthreads(2)
shares <- data.table::fread(arguments[1])
pairs <- CooRTweet::detect_groups(shares, time_window = as.numeric(arguments[2]), min_participation = 2)
network <- CooRTweet::generate_coordinated_network(pairs, edge_weight = 0.5, subgraph = 0)
edges <- igraph::as_data_frame(network, what = "edges")
data.table::fwrite(edges, arguments[3])
cat("edges", nrow(edges), "\n")
