//! Where an account's posts are written down: straight into the rows of a snapshot part, never into a list of posts.

use std::collections::HashSet;

use lockstep_snapshot::{Kind, Part, PostRow};

use crate::account::{Account, post_id};
use crate::customs::Mix;
use crate::objects::ObjectNumber;
use crate::plant::{Act, Planned, near_copy, push_tags};
use crate::random::{Stream, Streams};
use crate::text::{Community, Content};
use crate::world::World;

/// The scheduling program, by the name that the platform reports.
pub(crate) const SCHEDULER: &str = "Scheduler Pro";
/// Programs that people use, the more common first.
const PEOPLES_CLIENTS: [&str; 2] = ["Phone", "Web"];
/// Share of posts that people send with the more common one.
const PHONE_SHARE: f64 = 0.7;
/// Probability that somebody shares from the own community rather than from another.
const HOMOPHILY: f64 = 0.9;
/// Attempts to find an object that was not shared before; with none, the account writes something of its own.
const ATTEMPTS: usize = 6;

/// The posts of one account.
pub(crate) struct Ledger<'a> {
    pub(crate) world: &'a World,
    pub(crate) account: &'a Account,
    index: usize,
    part: &'a mut Part,
    order: u32,
    times: Vec<i64>,
    shared: HashSet<ObjectNumber>,
}

impl<'a> Ledger<'a> {
    /// An empty ledger of the account with an index. Objects that it will share by agreement count as shared.
    pub(crate) fn open(world: &'a World, index: usize, part: &'a mut Part) -> Self {
        let account = &world.roster.accounts[index];
        let agreed = world.plans[index].iter().filter_map(|planned| match planned.act {
            Act::Retweet(object) => Some(object),
            _ => None,
        });
        Self { world, account, index, part, order: 0, times: Vec::new(), shared: agreed.collect() }
    }

    /// Times of all posts, ms, ascending. Nothing can be written afterwards.
    pub(crate) fn close(mut self) -> Vec<i64> {
        self.times.sort_unstable();
        self.times
    }

    /// Whether the account exists and is collected at a time.
    pub(crate) fn covers(&self, time: i64) -> bool {
        (self.account.created_at.max(self.world.extent.start)..self.world.extent.end()).contains(&time)
    }

    /// A program that people use.
    pub(crate) fn peoples_client(stream: &mut Stream) -> &'static str {
        PEOPLES_CLIENTS[usize::from(!stream.chance(PHONE_SHARE))]
    }

    /// The community to share from: mostly the own one.
    pub(crate) fn source(&self, stream: &mut Stream) -> Community {
        if stream.chance(HOMOPHILY) { self.account.community } else { stream.pick(&Community::ALL) }
    }

    /// Note that an object is about to be shared; false when it was before, or is the account's own.
    pub(crate) fn claim(&mut self, object: ObjectNumber) -> bool {
        self.world.author(object).serial != self.account.serial && self.shared.insert(object)
    }

    /// Do something at a time, by the mix: share, answer or quote what is popular then, or write something.
    pub(crate) fn act(&mut self, time: i64, mix: Mix, client: &'static str, stream: &mut Stream) {
        let drawn = stream.unit();
        if drawn < mix.retweet {
            for _ in 0..ATTEMPTS {
                let source = self.source(stream);
                let found = self.world.objects.before(source, time, stream);
                if let Some(object) = found.filter(|object| self.claim(*object)) {
                    return self.retweet(time, object, client);
                }
            }
        }
        let responds = drawn < mix.retweet + mix.reply + mix.quote;
        let source = self.source(stream);
        let mut found = self.world.objects.before(source, time, stream).filter(|_| responds);
        if found.is_none() && responds && self.world.customs.looks_back {
            found = self.world.objects.of_day_before(source, time, stream);
        }
        match found {
            Some(object) if drawn < mix.retweet + mix.reply => self.reply(time, object, client, stream),
            Some(object) => self.quote(time, object, client, stream),
            None => {
                let content = self.world.writer.post(self.account.community, self.account.language, time, stream);
                self.original(time, &content, client);
            }
        }
    }

    /// Do all that was agreed, as far as the account is awake then, or need not be awake because it only publishes.
    pub(crate) fn keep_agreements(&mut self, awake: impl Fn(i64) -> bool, stream: &mut Stream) {
        let world = self.world;
        for planned in &world.plans[self.index] {
            let able = matches!(planned.act, Act::Publish(_)) || awake(planned.time);
            if able && self.covers(planned.time) {
                let client = Self::peoples_client(stream);
                self.carry_out(*planned, client, stream);
            }
        }
    }

    /// Do something that was agreed.
    fn carry_out(&mut self, planned: Planned, client: &'static str, stream: &mut Stream) {
        let (world, time) = (self.world, planned.time);
        match planned.act {
            Act::Publish(object) => self.write(time, Some(world.object_id(object)), Kind::Original, &world.content(object), client, None),
            Act::Retweet(object) => self.retweet(time, object, client),
            Act::Copy(campaign, member) => self.original(time, &near_copy(world.seed, &world.writer, campaign, member), client),
            Act::Push(push) => {
                let mut content = world.writer.sentences(self.account.community, self.account.language, stream);
                push_tags(world.seed, push).into_iter().for_each(|tag| content.tag(tag));
                self.original(time, &content, client);
            }
            Act::Speak(number) => {
                let mut words = Streams::new(world.seed, "words about the embargo").at(number as usize);
                let content = world.writer.sentences(self.account.community, self.account.language, &mut words);
                self.original(time, &content, client);
            }
        }
    }

    /// Write a post of the account's own.
    pub(crate) fn original(&mut self, time: i64, content: &Content, client: &'static str) {
        self.write(time, None, Kind::Original, content, client, None);
    }

    /// Pass an object on.
    pub(crate) fn retweet(&mut self, time: i64, object: ObjectNumber, client: &'static str) {
        let mut content = self.world.content(object);
        let handle = self.world.author(object).handle;
        content.text.insert_str(0, &format!("RT @{handle}: "));
        content.mentions.insert(0, handle.to_owned());
        self.write(time, None, Kind::Retweet, &content, client, Some(object));
    }

    fn reply(&mut self, time: i64, object: ObjectNumber, client: &'static str, stream: &mut Stream) {
        let mut content = self.world.writer.sentences(self.account.community, self.account.language, stream);
        content.address(self.world.author(object).handle);
        self.write(time, None, Kind::Reply, &content, client, Some(object));
    }

    fn quote(&mut self, time: i64, object: ObjectNumber, client: &'static str, stream: &mut Stream) {
        let content = self.world.writer.post(self.account.community, self.account.language, time, stream);
        self.write(time, None, Kind::Quote, &content, client, Some(object));
    }

    fn write(&mut self, time: i64, id: Option<String>, kind: Kind, content: &Content, client: &'static str, object: Option<ObjectNumber>) {
        let id = id.unwrap_or_else(|| post_id(time, self.account.serial, self.order));
        let time = self.world.customs.told(time);
        self.order += 1;
        self.times.push(time);
        let object = object.map(|number| {
            let born = self.world.customs.told(self.world.objects.get(number).born);
            (self.world.object_id(number), self.world.author(number).id, born)
        });
        let when = |wanted: Kind| object.as_ref().filter(|_| kind == wanted);
        let (retweeted, replied) = (when(Kind::Retweet), when(Kind::Reply));
        self.part.posts.push(&PostRow {
            post_id: Some(&id),
            account_id: &self.account.id,
            time,
            kind: Some(kind),
            text: Some(&content.text),
            language: Some(content.language.label()),
            retweeted_post_id: retweeted.map(|(id, _, _)| id.as_str()),
            retweeted_account_id: retweeted.map(|(_, author, _)| *author),
            retweeted_time: retweeted.map(|(_, _, born)| *born),
            replied_post_id: replied.map(|(id, _, _)| id.as_str()),
            replied_account_id: replied.map(|(_, author, _)| *author),
            quoted_post_id: when(Kind::Quote).map(|(id, _, _)| id.as_str()),
            hashtags: &content.hashtags,
            urls: &content.urls,
            mentions: &content.mentions,
            client: Some(client),
            content_id: Some(retweeted.map_or(id.as_str(), |(id, _, _)| id.as_str())),
            urls_verbatim: &content.urls,
            ..PostRow::default()
        });
    }
}
