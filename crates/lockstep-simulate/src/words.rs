//! The fictional vocabulary: what people in the simulation write about, in two languages.
//!
//! Varestan, its Regency, the Dawn Union in exile and the Harbour Council abroad do not exist. Subjects are plural and verbs are in the
//! past, so that any subject goes with any verb and object. Lists are laid out by hand: one word a line would bury them.

/// What one crowd writes about.
pub(crate) struct Theme {
    /// Who did something.
    pub(crate) subjects: &'static [&'static str],
    /// What they did.
    pub(crate) actions: &'static [&'static str],
    /// To what or whom.
    pub(crate) objects: &'static [&'static str],
}

/// Words that sentences of a language begin, join and end with.
pub(crate) struct Phrases {
    /// Beginnings of a post.
    pub(crate) openers: &'static [&'static str],
    /// Beginnings of its second sentence.
    pub(crate) bridges: &'static [&'static str],
    /// Ends.
    pub(crate) tails: &'static [&'static str],
}

/// English phrases.
#[rustfmt::skip]
pub(crate) const ENGLISH: Phrases = Phrases {
    openers: &[
        "Tonight", "This morning", "Again", "Once more", "Just in:", "For the record,", "As expected,", "Yesterday", "At noon",
        "Remember when", "In front of cameras,", "Quietly,", "To nobody's surprise,", "After weeks of waiting,",
        "On the radio they said", "My cousin wrote that", "Before breakfast,", "By all accounts,", "Late last night",
        "While we slept,",
    ],
    bridges: &[
        "Meanwhile", "At the same hour", "Then", "A day later", "And still", "In the end", "Across the bay", "For once",
        "Soon after", "Hours earlier", "Elsewhere", "Not long before", "In reply", "Behind closed doors", "By evening",
        "Against all advice", "Down the road", "Last spring", "Out of the blue", "All the while",
    ],
    tails: &[
        "and nobody reported it", "with the whole street watching", "for the third time", "as if nothing had happened",
        "in the rain", "without a word", "and the numbers show it", "to loud applause", "in plain sight", "despite the warnings",
        "and we noticed", "on live television", "with a straight face", "before the vote", "after the long weekend",
        "two streets from here", "while the ferries waited", "in three languages", "and then went home",
        "until the lamps went out",
    ],
};

/// French phrases.
#[rustfmt::skip]
pub(crate) const FRENCH: Phrases = Phrases {
    openers: &[
        "Ce soir", "Ce matin", "Encore une fois,", "Comme prévu,", "Hier", "À midi", "Sans surprise,", "Après des semaines,",
        "Tard dans la nuit,", "Selon la radio,", "Devant tout le monde,", "Dans le calme,",
    ],
    bridges: &[
        "Pendant ce temps", "Puis", "Le lendemain", "Malgré tout", "À la fin", "Peu après", "De l'autre côté de la baie",
        "Ailleurs", "Juste avant", "Au même moment", "En réponse", "Le soir venu",
    ],
    tails: &[
        "et personne n'en a parlé", "sous la pluie", "pour la troisième fois", "sans un mot", "devant les caméras",
        "avant le vote", "malgré les avis", "à deux rues d'ici", "en plein jour", "comme si de rien n'était", "jusqu'au matin",
        "et nous l'avons vu",
    ],
};

/// Themes in English: the network's cause, the opposed crowd's, and everyday life.
#[rustfmt::skip]
pub(crate) const THEMES: [Theme; 3] = [
    Theme {
        subjects: &[
            "the Regency's envoys", "the Harbour Council lobbyists", "Dawn Union marchers", "the exiles of Varestan",
            "striking dockers", "the Regent's cousins", "students in Old Quay", "the mothers of the detained", "honest pilots",
            "the palace guards", "our friends inside", "the torch bearers", "the council's donors", "teachers in Eastmere",
            "the border villages", "free unions",
        ],
        actions: &[
            "denounced", "marched against", "stood up to", "took money from", "hid", "defended", "paid for", "whitewashed",
            "refused to obey", "spoke for", "buried", "answered", "exposed", "laughed at", "signed away", "rose against",
        ],
        objects: &[
            "the Regency", "the embargo talks", "the prison at Low Point", "the Harbour Council's letter", "ten years of silence",
            "the Dawn charter", "the missing grain funds", "the new decree", "the ten-point plan", "the palace budget",
            "the secret lunch", "the people of Varestan", "the harbour lobby", "the closed courts", "every promise of spring",
            "the free city assembly", "the lost election", "the lies of the council", "the night raids",
            "the call for a general strike",
        ],
    },
    Theme {
        subjects: &[
            "the Harbour Council", "river-walkers", "families split by the border", "negotiators", "the nurses' guild",
            "small importers", "the peace caucus", "old diplomats", "the diaspora choirs", "port economists", "students abroad",
            "the medicine couriers", "moderates in the assembly", "our senators", "the bridge committee", "retired captains",
        ],
        actions: &[
            "welcomed", "argued for", "reopened", "warned against", "praised", "translated", "questioned", "supported", "met over",
            "explained", "waited for", "voted on", "criticised", "saved", "went back to", "signed",
        ],
        objects: &[
            "the embargo talks", "the medicine corridor", "the visa rules", "a patient diplomacy", "the bridge fund",
            "the river accord", "the family visits", "a new round of letters", "the prisoner exchange", "the trade licence",
            "the open hearing", "the war party", "the old ferry line", "student grants", "a fair report", "the quiet channel",
            "the exile militias", "the second reading", "direct flights", "the wheat shipment",
        ],
    },
    Theme {
        subjects: &[
            "the Eastmere rowers", "tram drivers", "my neighbours", "the night bakers", "the visiting team",
            "two hundred cyclists", "the weather people", "the museum guards", "three cats", "the brass band",
            "first-year students", "the lighthouse keepers", "the goalkeepers", "the market women", "the train crews",
            "our landlords",
        ],
        actions: &[
            "won", "missed", "painted", "cooked", "lost", "repaired", "found", "forgot", "raced past", "sang about",
            "photographed", "postponed", "celebrated", "tasted", "closed", "queued for",
        ],
        objects: &[
            "the lantern festival", "the second half", "the number nine tram", "a lemon cake", "the rooftop garden",
            "the last ferry", "the semi-final", "the fog warning", "the school concert", "the new library", "an umbrella",
            "the penalty", "the long bridge", "the summer timetable", "a very small boat", "the pumpkin soup", "the finish line",
            "the cinema queue", "the north stand", "the old clock",
        ],
    },
];

/// Themes in French: a political one that both sides' speakers share, and everyday life.
#[rustfmt::skip]
pub(crate) const FRENCH_THEMES: [Theme; 2] = [
    Theme {
        subjects: &[
            "les envoyés du régent", "les exilés", "les dockers en grève", "les conseillers du port", "les étudiants", "les mères",
            "les négociateurs", "les gardes du palais", "nos amis là-bas", "les syndicats libres",
        ],
        actions: &[
            "ont dénoncé", "ont défendu", "ont caché", "ont rejeté", "ont soutenu", "ont oublié", "ont payé", "ont lu",
            "ont attendu", "ont signé",
        ],
        objects: &[
            "les pourparlers", "le nouveau décret", "la lettre du conseil", "la charte de l'aube", "l'embargo",
            "la prison de la pointe", "le budget du palais", "l'appel à la grève", "les promesses du printemps",
            "le plan en dix points", "l'accord du fleuve", "la vieille ligne de bac",
        ],
    },
    Theme {
        subjects: &[
            "les rameurs d'Eastmere", "mes voisins", "les boulangers", "les cyclistes", "trois chats", "les conducteurs de tram",
            "les gardiens du musée", "les joueurs", "les musiciens", "les marchandes",
        ],
        actions: &[
            "ont gagné", "ont perdu", "ont peint", "ont cuisiné", "ont trouvé", "ont chanté", "ont manqué", "ont réparé",
            "ont fêté", "ont fermé",
        ],
        objects: &[
            "la fête des lanternes", "le dernier bac", "la demi-finale", "un gâteau au citron", "le jardin sur le toit",
            "le tram neuf", "la soupe au potiron", "le grand pont", "le concert de l'école", "la nouvelle bibliothèque",
            "un parapluie", "la vieille horloge",
        ],
    },
];

/// Hashtags that each crowd uses all the time, the most used first.
#[rustfmt::skip]
pub(crate) const STEADY_TAGS: [&[&str]; 3] = [
    &[
        "FreeVarestan", "DawnUnion", "NoRegency", "VarestanRises", "TenPointPlan", "LowPoint", "FreeTheDockers", "StopTheRegent",
        "Varestan", "DawnIsComing", "OldQuayStrike", "EmbargoNow", "NoMoreSilence", "FreeCourts", "VoicesFromInside", "RegencyOut",
        "GrainFunds", "UnionOfExiles",
    ],
    &[
        "RiverWalkers", "TalkNotWar", "VarestanTalks", "OpenTheBridge", "MedicineCorridor", "FamiliesFirst", "Varestan",
        "RiverAccord", "EndTheEmbargo", "LetThemFly", "BridgeFund", "QuietChannel", "VisaRules", "PeaceCaucus", "FairReport",
        "DirectFlights", "WheatNow", "HarbourCouncil",
    ],
    &[
        "Eastmere", "LanternFestival", "TramNine", "MatchDay", "Weather", "OldQuay", "Rowing", "Recipes", "Music", "LastFerry",
        "Books", "Cats", "NorthStand", "MorningFog", "Photography", "SummerTimetable", "Bakers", "Cinema",
    ],
];

/// First halves of hashtags that live for a few days.
#[rustfmt::skip]
pub(crate) const EVENT_FIRST: &[&str] = &[
    "Amber", "Bell", "Cedar", "Copper", "Delta", "Ember", "Ferry", "Glass", "Granite", "Heron", "Iron", "Juniper", "Kestrel",
    "Linden", "Marble", "Northgate", "Orchard", "Pilot", "Quarry", "Raven", "Saffron", "Tidal", "Upland", "Violet", "Willow",
    "Zephyr",
];

/// Second halves of hashtags that live for a few days.
#[rustfmt::skip]
pub(crate) const EVENT_SECOND: &[&str] = &[
    "Arrests", "Ballot", "Blackout", "Budget", "Closure", "Cup", "Debate", "Derby", "Fire", "Flood", "Gala", "Hearing",
    "Interview", "Leak", "March", "Parade", "Report", "Ruling", "Speech", "Storm", "Strike", "Summit", "Trial", "Verdict", "Vigil",
    "Walkout",
];

/// Hosts of links, all in domains reserved for examples (RFC 2606).
pub(crate) const HOSTS: &[&str] =
    &["dawnherald.example", "quaysidebulletin.example", "eastmerepost.example", "harbourtimes.example", "example.org", "example.net"];

/// Syllables that handles and family names are made of.
#[rustfmt::skip]
pub(crate) const SYLLABLES: &[&str] = &[
    "ba", "bel", "cor", "da", "dor", "el", "fa", "fen", "gar", "hal", "il", "ja", "ka", "kel", "la", "lor", "ma", "mir", "na", "nor", "or",
    "pa", "pel", "ra", "rin", "sa", "sel", "ta", "tor", "ul", "va", "vel", "wen", "ya", "zel", "zo",
];

/// Fragments of profile texts of each crowd.
#[rustfmt::skip]
pub(crate) const BIOS: [&[&str]; 3] = [
    &[
        "Free Varestan", "exile", "the dawn is near", "no to the Regency", "human rights", "writer", "engineer",
        "proud grandmother", "for the ten-point plan", "born in Old Quay", "truth will out", "retweets are solidarity", "student",
        "chess", "our day will come",
    ],
    &[
        "river-walker", "talk first", "policy nerd", "nurse", "father of two", "for open bridges", "economist", "tea",
        "views my own", "reads treaties for fun", "Varestan-born, Eastmere-raised", "against war", "lawyer", "choir bass",
        "slow diplomacy",
    ],
    &[
        "Eastmere rowing", "bakes", "trams", "two cats", "north stand regular", "photographs fog", "teacher", "night shift",
        "amateur botanist", "reads in the bath", "cellist", "data entry by day", "loves ferries", "mediocre goalkeeper", "soup",
    ],
];

/// Places as profiles state them.
pub(crate) const PLACES: &[&str] = &["Eastmere", "Old Quay", "Low Point", "in exile", "the north stand", "between two ferries", "abroad"];

/// Names of invented news outlets, each with the profile text of its persona.
pub(crate) const OUTLETS: [(&str, &str, &str); 12] = [
    ("varestan_wire", "Varestan Morning Wire", "Breaking news from inside Varestan. Independent."),
    ("quay_bulletin", "Quayside Bulletin", "News desk. Tips by direct message."),
    ("dawn_herald", "The Dawn Herald", "Daily paper of record, founded in exile."),
    ("ilda_maren_tv", "Ilda Maren", "Correspondent. Formerly of three networks."),
    ("eastmere_today", "Eastmere Today", "Local news, global view."),
    ("regency_watch", "Regency Watch", "Monitoring the Regency since the first day. Journalism, not activism."),
    ("tovin_reports", "Tovin Oster", "Investigative journalist. Varestan and the region."),
    ("lowpoint_news", "Low Point News", "The prison, the courts, the facts."),
    ("bay_press", "Bay Press Agency", "Wire service. Photos and video on request."),
    ("selka_on_air", "Selka Dorval", "Anchor and producer. Opinions are the station's."),
    ("harbour_leaks", "Harbour Leaks", "Documents they did not want you to read. Newsroom of volunteers."),
    ("union_standard", "The Union Standard", "Weekly newspaper and podcast."),
];
