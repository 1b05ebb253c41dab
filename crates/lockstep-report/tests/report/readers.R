# What R counts in the tables of a report. Usage: Rscript readers.R FOLDER. Prints one line a file: name, rows, columns, between tabs.
folder <- commandArgs(trailingOnly = TRUE)[1]
for (name in list.files(folder, pattern = "[.]csv$")) {
  table <- read.csv(file.path(folder, name), check.names = FALSE, stringsAsFactors = FALSE, encoding = "UTF-8")
  cat(name, nrow(table), ncol(table), sep = "\t")
  cat("\n")
}
