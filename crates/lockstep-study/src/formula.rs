//! The little language of arithmetic on claims: `tweets / accounts`, `share(alive, accounts)`, `overlap(one, other, together)`.
//!
//! Words are set off by spaces, because names of claims hold hyphens: `a - b` is a difference and `a-b` a name.

/// What is to be computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// Sums, differences, products and quotients.
    Plain(Expression),
    /// The first as a share of the second, of which it is a part. Both are names of claims.
    Share([String; 2]),
    /// What two lists have in common: one list, the other, and both together. All are names of claims.
    Overlap([String; 3]),
}

/// An expression over numbers and claims.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A number written in the formula.
    Number(f64),
    /// The number of the claim of that name.
    Claim(String),
    /// Two expressions and what is done with them.
    Operation(Operator, Box<[Expression; 2]>),
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Their sum.
    Add,
    /// Their difference.
    Subtract,
    /// Their product.
    Multiply,
    /// Their quotient.
    Divide,
}

/// A word of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word<'a> {
    /// A name.
    Name(&'a str),
    /// A number, as written.
    Number(&'a str),
    /// An operator, a bracket or a comma.
    Sign(&'a str),
}

impl Formula {
    /// Read a formula.
    ///
    /// # Errors
    /// What is wrong with it, as a clause.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = words(text);
        if let [Word::Name(function), Word::Sign("("), inner @ .., Word::Sign(")")] = &words[..] {
            return Self::call(function, inner);
        }
        let mut reader = Reader { words: &words };
        let expression = reader.sum()?;
        match reader.words.first() {
            None => Ok(Self::Plain(expression)),
            Some(word) => Err(format!("`{}` stands where an operator should: set names, numbers and operators off by spaces", word.text())),
        }
    }

    fn call(function: &str, inner: &[Word<'_>]) -> Result<Self, String> {
        let names: Option<Vec<String>> = inner
            .split(|word| *word == Word::Sign(","))
            .map(|part| if let [Word::Name(name)] = part { Some((*name).to_owned()) } else { None })
            .collect();
        let given = names.ok_or_else(|| format!("`{function}` takes names of claims with commas between them"))?;
        match function {
            "share" => Ok(Self::Share(given.try_into().map_err(|_| "`share` takes two names: the part and the whole".to_owned())?)),
            "overlap" => {
                let three = "`overlap` takes three names: one list, the other, and both together";
                Ok(Self::Overlap(given.try_into().map_err(|_| three.to_owned())?))
            }
            _ => Err(format!("there is no function `{function}`: there are `share` and `overlap`")),
        }
    }

    /// The names of the claims in it, in the order in which they stand.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        fn walk<'a>(expression: &'a Expression, names: &mut Vec<&'a str>) {
            match expression {
                Expression::Number(_) => {}
                Expression::Claim(name) => names.push(name),
                Expression::Operation(_, sides) => sides.iter().for_each(|side| walk(side, names)),
            }
        }
        let mut names = Vec::new();
        match self {
            Self::Plain(expression) => walk(expression, &mut names),
            Self::Share(given) => names.extend(given.iter().map(String::as_str)),
            Self::Overlap(given) => names.extend(given.iter().map(String::as_str)),
        }
        names
    }
}

/// The words of a formula, as a reader sees them.
#[must_use]
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let sign = matches!(first, '(' | ')' | ',');
            let end = if sign { first.len_utf8() } else { rest.find(['(', ')', ',']).unwrap_or(rest.len()) };
            let (word, tail) = rest.split_at(end);
            words.push(match word {
                "+" | "-" | "*" | "/" | "(" | ")" | "," => Word::Sign(word),
                _ if number(word).is_some() => Word::Number(word),
                _ => Word::Name(word),
            });
            rest = tail;
        }
    }
    words
}

/// A plain number such as `365` or `0.5`.
fn number(word: &str) -> Option<f64> {
    let plain = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    word.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

impl Word<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Name(text) | Self::Number(text) | Self::Sign(text) => text,
        }
    }
}

/// Words still to be read. Brackets nest no deeper than a formula is long, and the schema bounds that.
struct Reader<'w, 'a> {
    words: &'w [Word<'a>],
}

impl<'a> Reader<'_, 'a> {
    fn next(&mut self) -> Option<Word<'a>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first.clone())
    }

    fn sum(&mut self) -> Result<Expression, String> {
        self.chain(&[("+", Operator::Add), ("-", Operator::Subtract)], Self::product)
    }

    fn product(&mut self) -> Result<Expression, String> {
        self.chain(&[("*", Operator::Multiply), ("/", Operator::Divide)], Self::single)
    }

    fn chain(&mut self, operators: &[(&str, Operator)], part: fn(&mut Self) -> Result<Expression, String>) -> Result<Expression, String> {
        let mut left = part(self)?;
        while let Some(Word::Sign(sign)) = self.words.first() {
            let Some((_, operator)) = operators.iter().find(|(known, _)| known == sign) else { break };
            self.next();
            left = Expression::Operation(*operator, Box::new([left, part(self)?]));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Expression, String> {
        match self.next() {
            Some(Word::Name(name)) => Ok(Expression::Claim(name.to_owned())),
            Some(Word::Number(text)) => Ok(Expression::Number(number(text).expect("a word is a number only if it reads as one"))),
            Some(Word::Sign("(")) => {
                let inner = self.sum()?;
                match self.next() {
                    Some(Word::Sign(")")) => Ok(inner),
                    _ => Err("a bracket is not closed".to_owned()),
                }
            }
            Some(Word::Sign(sign)) => Err(format!("`{sign}` stands where a name or a number should")),
            None => Err("a name or a number is missing at the end".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expression: &Expression) -> String {
        match expression {
            Expression::Number(number) => number.to_string(),
            Expression::Claim(name) => name.clone(),
            Expression::Operation(operator, sides) => format!("({} {operator:?} {})", shown(&sides[0]), shown(&sides[1])),
        }
    }

    #[test]
    fn products_bind_more_than_sums_and_chains_go_left_to_right() {
        for (text, expected) in [
            ("tweets / accounts", "(tweets Divide accounts)"),
            ("a-b - 2 * c", "(a-b Subtract (2 Multiply c))"),
            ("a - b - c", "((a Subtract b) Subtract c)"),
            ("( a + 1.5 ) * c", "((a Add 1.5) Multiply c)"),
            ("(a)", "a"),
            ("(a + b) / (c + d)", "((a Add b) Divide (c Add d))"),
        ] {
            let Ok(Formula::Plain(expression)) = Formula::parse(text) else { panic!("{text} is a plain formula") };
            assert_eq!(shown(&expression), expected, "{text}");
        }
    }

    #[test]
    fn functions_take_names() {
        assert_eq!(Formula::parse("share(alive, all)"), Ok(Formula::Share(["alive".into(), "all".into()])));
        let overlap = Formula::parse("overlap( a, b , both )").expect("it is a formula");
        assert_eq!(overlap.names(), ["a", "b", "both"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("", "a name or a number is missing at the end"),
            ("a /", "a name or a number is missing at the end"),
            ("a b", "`b` stands where an operator should: set names, numbers and operators off by spaces"),
            ("( a + b", "a bracket is not closed"),
            ("* a", "`*` stands where a name or a number should"),
            ("share(a)", "`share` takes two names: the part and the whole"),
            ("share(a, 3)", "`share` takes names of claims with commas between them"),
            ("union(a, b)", "there is no function `union`: there are `share` and `overlap`"),
        ] {
            assert_eq!(Formula::parse(text), Err(expected.to_owned()), "{text}");
        }
    }
}
