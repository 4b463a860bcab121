//! What is run in which: every check in each Brython in Chromium, and in the newest one in Firefox.

use std::{collections::BTreeMap, fs, time::Duration};

use anyhow::{Context, ensure};
use content::compile::{Column, Outcome, Results, Verified};
use drivers::{Browser, Kind, named};
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;

use crate::{folder, servers::Servers};

/// How long a check may take: Chromium waits a minute for a farewell.
const BOUND: Duration = Duration::from_secs(90);
/// How long a page may take until its checks are there: Brython compiles them.
const READY: Duration = Duration::from_secs(60);

/// What a run finds; `only` is what the names of the wanted checks begin with.
pub(crate) async fn found(only: Option<&str>) -> anyhow::Result<Results> {
    let brythons = brythons()?;
    let newest = brythons.last().context("verify/package.json names no Brython")?;
    let servers = Servers::start().await?;
    let in_chromium = run(Kind::Chromium, &brythons, &servers, only).await?;
    let in_firefox = run(Kind::Firefox, std::slice::from_ref(newest), &servers, only).await?;
    ensure!(in_chromium.iter().all(|(_, outcomes)| !outcomes.is_empty()), "there is no such check");
    let mut results = Results { date: named("TODAY")?, column: Vec::new(), statement: Vec::new() };
    let mut found: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
    for (column, outcomes) in in_chromium.into_iter().chain(in_firefox) {
        results.column.push(column);
        outcomes.into_iter().for_each(|(id, outcome)| found.entry(id).or_default().push(outcome));
    }
    for (id, outcomes) in found {
        ensure!(
            outcomes.len() == results.column.len(),
            "the check `{id}` is not the same one in every Brython"
        );
        results.statement.push(Verified { id, outcomes });
    }
    Ok(results)
}

/// The folders of `node_modules`, oldest Brython first, with the version of each.
fn brythons() -> anyhow::Result<Vec<(String, String)>> {
    let path = folder().join("package.json");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let package: Value = serde_json::from_str(&text)?;
    let named = package["devDependencies"].as_object().into_iter().flatten();
    let version = |(name, from): (&String, &Value)| {
        let version = from.as_str()?.strip_prefix("npm:brython@")?.to_owned();
        Some((name.clone(), version))
    };
    let mut brythons: Vec<_> = named.filter_map(version).collect();
    let order =
        |version: &str| -> Vec<u32> { version.split('.').filter_map(|part| part.parse().ok()).collect() };
    brythons.sort_by_key(|(_, version)| order(version));
    Ok(brythons)
}

type Found = (Column, Vec<(String, Outcome)>);

async fn run(
    kind: Kind,
    brythons: &[(String, String)],
    servers: &Servers,
    only: Option<&str>,
) -> anyhow::Result<Vec<Found>> {
    let browser = Browser::start(kind).await?;
    let mut columns = Vec::new();
    for (folder, brython) in brythons {
        let outcomes = checks(&browser, folder, servers, only).await;
        let outcomes = outcomes.with_context(|| format!("{} with Brython {brython}", kind.name()))?;
        let version = browser.version().await?;
        let count = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::AsSaid).count();
        eprintln!(
            "verify: {} {version}, Brython {brython}: {count} of {} as said",
            kind.name(),
            outcomes.len()
        );
        columns
            .push((Column { browser: kind.name().to_owned(), version, brython: brython.clone() }, outcomes));
    }
    browser.end().await?;
    Ok(columns)
}

/// All checks, one after the other, in one page.
async fn checks(
    browser: &Browser,
    brython: &str,
    servers: &Servers,
    only: Option<&str>,
) -> anyhow::Result<Vec<(String, Outcome)>> {
    let ids = open(browser, brython, servers).await?;
    let mut outcomes = Vec::new();
    for id in ids.into_iter().filter(|id| only.is_none_or(|only| id.starts_with(only))) {
        let mut outcome = check(browser, &id).await?;
        // What gave no answer has shown nothing yet: a machine may have been busy with something else. What hangs may
        // hang the page too.
        if matches!(outcome, Outcome::NotRun(_)) {
            open(browser, brython, servers).await?;
            outcome = check(browser, &id).await?;
        }
        if matches!(outcome, Outcome::NotRun(_)) {
            open(browser, brython, servers).await?;
        }
        outcomes.push((id, outcome));
    }
    Ok(outcomes)
}

/// Opens the page of the checks, and gives their names.
async fn open(browser: &Browser, brython: &str, servers: &Servers) -> anyhow::Result<Vec<String>> {
    let driver = &browser.driver;
    driver.goto(servers.page("checks.html")).await?;
    driver.set_script_timeout(READY).await?;
    let told = vec![json!(brython), servers.told(), json!(browser.kind.name())];
    let ids = driver.execute_async("start(...arguments)", told).await?;
    driver.set_script_timeout(BOUND).await?;
    let ids: Vec<String> = serde_json::from_value(ids.json().clone())
        .with_context(|| format!("the checks do not load: {}", ids.json()))?;
    ensure!(!ids.is_empty(), "there is no check");
    Ok(ids)
}

async fn check(browser: &Browser, id: &str) -> anyhow::Result<Outcome> {
    let answer = browser.driver.execute_async("check(...arguments)", vec![json!(id)]).await;
    match answer {
        Ok(answer) => match answer.json().as_array().map(Vec::as_slice) {
            Some([Value::Bool(true), _]) => Ok(Outcome::AsSaid),
            Some([Value::Bool(false), Value::String(seen)]) => Ok(Outcome::Other(seen.clone())),
            _ => Ok(Outcome::NotRun(format!("it answered {}", answer.json()))),
        },
        Err(error) if matches!(error.as_inner(), WebDriverErrorInner::ScriptTimeout(_)) => {
            Ok(Outcome::NotRun(format!("no answer in {} s", BOUND.as_secs())))
        }
        Err(error) => Err(error).with_context(|| format!("the check `{id}`")),
    }
}
