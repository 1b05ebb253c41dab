//! The rules. Each is here because its breach has hurt somebody or misled readers; each leaves alone what has a good use.

/// A rule about words.
pub(super) struct Rule {
    /// Its name.
    pub(super) name: &'static str,
    /// What to write instead.
    pub(super) advice: &'static str,
    /// What it looks for; see [`pattern`](super::pattern).
    pub(super) words: &'static [&'static str],
    /// A sentence needs one of these as well; none are needed where this is empty.
    pub(super) with: &'static [&'static str],
    /// A sentence with one of these is left alone.
    pub(super) spared: &'static [&'static [&'static str]],
    /// Whether a question is left alone.
    pub(super) may_ask: bool,
}

/// The sentence denies something, or leaves it open.
const DENIES: &[&str] = &[
    "not|no|never|nor|neither|nothing|nobody|none|cannot|without|unknown",
    "*n't",
    "whether|if|unless|suppose|rather",
    "would|could|might|may",
    "refuse*|avoid*|reject*|exclude|excludes|excluded|deny|denies|denied",
];
/// The sentence says whose words it repeats.
const REPORTS: &[&str] = &[
    "according to",
    "say|says|said|claim|claims|claimed|allege|alleges|alleged|allegedly|report|reports|reported|reportedly",
    "accuse|accuses|accused|attribute|attributes|attributed|disclose|discloses|disclosed|name|names|named|describe*|call*",
    "label*|release*|publish*|archive*|statement|indictment|allegation*",
];
/// Words for how likely something is: those of ICD 203 and their everyday kin.
const LIKELY: &[&str] =
    &["likely|unlikely|probably|improbable|improbably|likelihood", "almost certain*|no", "roughly even", "remote chance"];
/// Levels of confidence in evidence.
const CONFIDENT: &[&str] =
    &["low|moderate|medium|high|full|strong confidence", "confidence is|was ..1 low|moderate|medium|high", "confident"];
/// A probability under a null.
const P_VALUE: &[&str] = &["p-value|p-values", "p =|<|>|≤", "p ..1 #", "q-value|q-values"];
/// Who could be meant by somebody who runs accounts.
const BY_WHOM: &str = "by|for ..5 government*|state|states|kremlin|regime|ministry|intelligence|military|army|agency|agencies|party|parties|\
                       russia*|\
                       iran*|israel*|chin*|moscow|tehran|beijing|washington|service|services|troll|putin|opposition|lobby|spies|spy|\
                       oligarch*|ngo";

/// All rules, in the order in which faults at one place are told.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "accounts-not-bots",
        advice: "say what the accounts did: \"accounts that behaved …\"; no behaviour shows what an account is",
        words: &[
            "bot|bots|botnet|botnets|botlike|bot-like|cyborg|cyborgs",
            "troll|trolls farm|farms|account|accounts|army|armies|network|networks|factory|factories",
            "are|were|is|was ..2 troll|trolls",
            "sockpuppet|sockpuppets|sock-puppet|sock-puppets|shill|shills|astroturfers",
            "sock puppet|puppets",
            "fake|false|inauthentic|bogus account|accounts|profile|profiles|persona|personas|people|users|followers",
        ],
        with: &[],
        spared: &[DENIES, REPORTS, &["expected", "chance|word|term|called"]],
        may_ask: true,
    },
    Rule {
        name: "certainty",
        advice: "say what was found and how surprising it is; data of this kind prove nothing about people",
        words: &[
            "prove|proves|proved|proven|proving|proof",
            "undeniable|undeniably|irrefutable|irrefutably|indisputable|indisputably|unquestionably|undoubtedly|obviously|conclusively",
            "beyond|without ..1 doubt",
            "smoking gun",
            "clearly show|shows|showed|demonstrate|demonstrates|coordinated",
        ],
        with: &[],
        spared: &[&["nothing|not|no|never|neither|cannot|nobody|none|nor", "*n't"], REPORTS],
        may_ask: true,
    },
    Rule {
        name: "only-explanation",
        advice: "name the explanations that were looked at, and what speaks for each",
        words: &[
            "no other|innocent|plausible|reasonable explanation",
            "only ..2 explanation",
            "only be explained",
            "cannot|can't|could ..1 be ..1 coincidence|chance|accident|accidental|coincidental",
            "no coincidence|accident",
        ],
        with: &[],
        spared: &[&["were|was found|looked|tested|known"], REPORTS],
        may_ask: true,
    },
    Rule {
        name: "attribution",
        advice: "who is behind accounts belongs into the ledger of attribution, with evidence for and against; here say what they did",
        words: &[
            "run|operated|controlled|directed|funded|paid|financed|sponsored|orchestrated|owned|ordered|commanded|coordinated|created|\
             backed \
             BY_WHOM",
            "behalf of ..3 government*|state|kremlin|regime|ministry|military|army|party|russia*|iran*|israel*|chin*",
            "state-backed|state-sponsored|state-controlled|state-funded|state-linked|state-directed|government-backed|government-sponsored|\
             government-run|government-controlled|government-linked|government-funded|kremlin-backed|kremlin-controlled|kremlin-linked|\
             kremlin-run|regime-backed|regime-controlled|regime-linked|party-backed|army-run|military-run|intelligence-linked",
            "state-run|state-owned account|accounts|network|networks|operation|operations|campaign|campaigns",
            "foreign agent|agents|operatives",
            "puppet|puppets of",
        ],
        with: &[],
        spared: &[DENIES, REPORTS],
        may_ask: true,
    },
    Rule {
        name: "likelihood-and-confidence",
        advice: "two sentences: one with how likely it is, one with how good the evidence is",
        words: LIKELY,
        with: CONFIDENT,
        spared: &[&["never|not mix|mixed"]],
        may_ask: false,
    },
    Rule {
        name: "likelihood-and-p",
        advice: "a p-value says how rarely chance does as much, not how likely anything is: give it without a word of likelihood",
        words: LIKELY,
        with: P_VALUE,
        spared: &[&["log-likelihood", "maximum likelihood", "likelihood ratio"]],
        may_ask: false,
    },
    Rule {
        name: "significant",
        advice: "name the test and its p-value, or say large, important or clear",
        words: &["significant|significantly|insignificant"],
        with: &[],
        spared: &[
            P_VALUE,
            &["test|tests|tested|statistically|statistic|level|correction|corrected|interval|intervals|null|rate|\
              discovery|holm|digit|digits|figures"],
            &["not|never|cannot"],
        ],
        may_ask: false,
    },
    Rule {
        name: "percent-of-what",
        advice: "say of how many: a share without its whole cannot be judged",
        words: &["# %|percent", "# per cent"],
        with: &[],
        spared: &[&[
            "of|among|in|out|to|from|within|between|than|at|by|every",
            "interval|intervals|confidence|level|resolution|band|bands|range|share|chance|middle|line",
            "#|= # %",
        ]],
        may_ask: true,
    },
    Rule {
        name: "motive",
        advice: "data show what accounts did, not what anybody wanted: say what was done",
        words: &[
            "malicious|maliciously|sinister|nefarious|deceitful|deceitfully|cynical|cynically",
            "mastermind|masterminds|masterminded|ringleader|ringleaders|puppeteer|puppeteers",
            "deliberately|intentionally|knowingly deceiv*|mislead*|manipulat*|spread*|amplif*|attack*|push*|lie|lied|lying",
            "infiltrat*|brainwash*|subvert*",
        ],
        with: &[],
        spared: &[DENIES, REPORTS],
        may_ask: true,
    },
    Rule {
        name: "accusation",
        advice: "accounts have holders, who have not been heard: say what the accounts did",
        words: &[
            "culprit|culprits|perpetrator|perpetrators|offender|offenders|criminals|conspirators|guilty",
            "unmask*|red-handed|exposed as",
            "traitor*|propagandist|propagandists|liars|spies",
        ],
        with: &[],
        spared: &[DENIES, REPORTS],
        may_ask: true,
    },
    Rule {
        name: "hype",
        advice: "give the number; a reader can tell whether it is large",
        words: &[
            "massive|massively|huge|hugely|enormous|shocking|shockingly|explosive|bombshell|unprecedented|countless|staggering|\
             astonishing|chilling",
            "army|armies|swarm|swarms|horde|hordes|legion|legions of ..1 accounts|users|profiles|followers",
        ],
        with: &[],
        spared: &[REPORTS],
        may_ask: false,
    },
];

/// A pattern with the list of possible actors written out.
pub(super) fn written_out(pattern: &str) -> String {
    pattern.replace("BY_WHOM", BY_WHOM)
}
