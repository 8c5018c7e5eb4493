//! Categories, custom fields and static segments. Their failures have no `error` element, only a code and a text.

use super::document::{Call, Element};
use super::reply::Item;
use super::state::{Caller, State};
use super::value::{Node, item, text, tree};
use std::collections::BTreeMap;

/// Custom fields and static segments: the arguments by their names.
pub(crate) type Records = BTreeMap<u64, BTreeMap<String, Element>>;

const FIELD_ARGUMENTS: [&str; 6] = ["name", "type", "format", "display_on_survey", "friendly_tag", "default_value"];
const SEGMENT_ARGUMENTS: [&str; 4] = ["name", "category_id", "display_on_survey", "test_segment"];

/// The ids that every sandbox has.
const CATEGORY: u64 = 31_007;
const FIELD: u64 = 80_021;
const SEGMENT: u64 = 640_017;

pub(crate) fn built_in_categories() -> BTreeMap<u64, String> {
    [(CATEGORY, "Example category".to_owned())].into()
}

pub(crate) fn built_in_fields() -> Records {
    record(FIELD, &[("name", "Example field"), ("type", "string")])
}

pub(crate) fn built_in_segments() -> Records {
    record(SEGMENT, &[("name", "Example segment"), ("category_id", "31007")])
}

fn record(id: u64, fields: &[(&str, &str)]) -> Records {
    let field = |(name, text): &(&str, &str)| {
        let element = Element { name: (*name).to_owned(), text: (*text).to_owned(), ..Element::default() };
        ((*name).to_owned(), element)
    };
    [(id, fields.iter().map(field).collect())].into()
}

/// `account.addCategory`; which code a success has is unknown.
pub(crate) fn add_category(call: &Call, state: &mut State, _: &Caller) -> Item {
    let name = call.text("category_name").unwrap_or_default();
    if state.categories.values().any(|known| known == name) {
        return name_exists(vec![text("category_name", name)]);
    }
    let id = state.new_id();
    state.categories.insert(id, name.to_owned());
    Item::ok(vec![text("category_id", id), text("category_name", name)]).text("category has been added")
}

/// `account.updateCategory`
pub(crate) fn update_category(call: &Call, state: &mut State, _: &Caller) -> Item {
    let echo = vec![text("category_id", call.text("category_id").unwrap_or_default())];
    let Some((id, old)) = call.id("category_id").and_then(|id| Some((id, state.categories.get(&id)?.clone()))) else {
        return invalid_category(echo);
    };
    // A name that is not given stays.
    let name = call.text("category_name").unwrap_or(&old);
    let echo = [echo, vec![text("category_name", name)]].concat();
    if state.categories.iter().any(|(other, known)| *other != id && known == name) {
        return name_exists(echo);
    }
    state.categories.insert(id, name.to_owned());
    Item::ok(echo).code(122).text("category has been updated")
}

/// `account.removeCategory`
pub(crate) fn remove_category(call: &Call, state: &mut State, _: &Caller) -> Item {
    let echo = vec![text("category_id", call.text("category_id").unwrap_or_default())];
    match call.id("category_id").and_then(|id| state.categories.remove(&id)) {
        Some(_) => Item::ok(echo).code(124).text("category has been removed"),
        None => invalid_category(echo),
    }
}

fn name_exists(echo: Vec<Node>) -> Item {
    Item::soft_error(121, "action not taken, category name already exists", echo)
}

fn invalid_category(echo: Vec<Node>) -> Item {
    Item::soft_error(123, "action not taken, invalid category_id", echo)
}

/// `account.getCategories`
pub(crate) fn categories(call: &Call, state: &mut State, _: &Caller) -> Item {
    let all = state.categories.iter();
    let all = all.map(|(id, name)| item(vec![text("category_id", id), text("category_name", name)])).collect();
    match page(call, all) {
        Some(page) => Item::ok(vec![tree("categories", page)]).code(180).text("Displaying all categories"),
        None => {
            Item::ok(vec![tree("categories", vec![])]).code(181).text("Offset exceeds number of categories available")
        }
    }
}

/// `account.addCustomField`; which code a success has is unknown.
pub(crate) fn add_field(call: &Call, state: &mut State, _: &Caller) -> Item {
    let id = state.new_id();
    state.custom_fields.insert(id, BTreeMap::new());
    change(call, id, &mut state.custom_fields, &FIELD_ARGUMENTS).text("custom field has been added")
}

/// `account.updateCustomField`; which code a success has is unknown.
pub(crate) fn update_field(call: &Call, state: &mut State, _: &Caller) -> Item {
    match call.id("id").filter(|id| state.custom_fields.contains_key(id)) {
        Some(id) => change(call, id, &mut state.custom_fields, &FIELD_ARGUMENTS).text("custom field has been updated"),
        None => invalid_field(call),
    }
}

/// `account.removeCustomField`
pub(crate) fn remove_field(call: &Call, state: &mut State, _: &Caller) -> Item {
    match call.id("id").and_then(|id| state.custom_fields.remove(&id)) {
        Some(_) => Item::ok(vec![echo_id(call)]).code(150).text("custom field has been removed"),
        None => invalid_field(call),
    }
}

/// The sample of this failure repeats the fields, empty.
fn invalid_field(call: &Call) -> Item {
    let empty = ["name", "type", "format", "display_on_survey"].map(|name| text(name, ""));
    let echo = std::iter::once(echo_id(call)).chain(empty).collect();
    Item::soft_error(141, "action not taken, invalid field id", echo)
}

/// `account.getCustomFields`
pub(crate) fn fields(call: &Call, state: &mut State, _: &Caller) -> Item {
    let page = page(call, views(&state.custom_fields)).unwrap_or_default();
    Item::ok(vec![tree("custom_fields", page)]).text("Displaying all custom fields")
}

/// `account.addStaticSegment`
pub(crate) fn add_segment(call: &Call, state: &mut State, _: &Caller) -> Item {
    let id = state.new_id();
    state.segments.insert(id, BTreeMap::new());
    let added = change(call, id, &mut state.segments, &SEGMENT_ARGUMENTS);
    added.code(110).text("this static segment has been added")
}

/// `account.updateStaticSegment`; which code a success has is unknown.
pub(crate) fn update_segment(call: &Call, state: &mut State, _: &Caller) -> Item {
    match call.id("id").filter(|id| state.segments.contains_key(id)) {
        Some(id) => {
            change(call, id, &mut state.segments, &SEGMENT_ARGUMENTS).text("this static segment has been updated")
        }
        None => invalid_segment(call),
    }
}

/// `account.removeStaticSegment`
pub(crate) fn remove_segment(call: &Call, state: &mut State, _: &Caller) -> Item {
    match call.id("id").and_then(|id| state.segments.remove(&id)) {
        Some(_) => Item::ok(vec![echo_id(call)]).code(116).text("this static segment has been removed"),
        None => invalid_segment(call),
    }
}

fn invalid_segment(call: &Call) -> Item {
    Item::soft_error(114, "action not taken, invalid segment id", vec![echo_id(call)])
}

/// `account.getStaticSegments`
pub(crate) fn segments(call: &Call, state: &mut State, _: &Caller) -> Item {
    let mut chosen = state.segments.clone();
    if let Some(ids) = call.text("segment_ids") {
        let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
        chosen.retain(|id, _| ids.contains(&id.to_string().as_str()));
    }
    let mut data = Vec::new();
    if call.says("count") {
        data.push(text("count", chosen.len()));
    }
    data.push(tree("static_segments", page(call, views(&chosen)).unwrap_or_default()));
    Item::ok(data).code(170).text("Displaying all static segments")
}

/// `legacy.add_segment`
pub(crate) fn legacy_add_segment(call: &Call, state: &mut State, _: &Caller) -> Item {
    let id = state.new_id();
    let name = call.text("groupname").or(call.text("groups")).unwrap_or_default();
    state.segments.extend(record(id, &[("name", name)]));
    Item::ok(vec![text("group_id", id)])
}

/// `legacy.group_rename`
pub(crate) fn rename(call: &Call, state: &mut State, _: &Caller) -> Item {
    let Some(id) = call.id("group_id").filter(|id| state.segments.contains_key(id)) else {
        return Item::refused("no group found with given group_id");
    };
    state.segments.extend(record(id, &[("name", call.text("group_name").unwrap_or_default())]));
    Item::ok(vec![text("message", 1), text("reason", "group was renamed successfully")])
}

/// `legacy.retrieve_segment`: two lists whose elements are not called item.
pub(crate) fn retrieve_segments(_: &Call, state: &mut State, _: &Caller) -> Item {
    let name = |fields: &BTreeMap<String, Element>| fields.get("name").map(|name| name.text.clone());
    let groups = state.segments.iter().map(|(id, fields)| {
        let fields = vec![text("group_name", name(fields).unwrap_or_default()), text("group_id", id)];
        tree("group_information", fields)
    });
    let categories = state
        .categories
        .iter()
        .map(|(id, name)| tree("category_information", vec![text("category_name", name), text("category_id", id)]));
    let manifest = vec![tree("group_data", groups.collect()), tree("category_data", categories.collect())];
    Item::ok(vec![tree("manifest", manifest)])
}

/// Takes over the arguments of the record and shows them.
fn change(call: &Call, id: u64, records: &mut Records, names: &[&str]) -> Item {
    let record = records.entry(id).or_default();
    for argument in call.arguments.iter().filter(|argument| names.contains(&argument.name.as_str())) {
        record.insert(argument.name.clone(), argument.clone());
    }
    let mut data = vec![text("id", id)];
    data.extend(record.values().map(node));
    Item::ok(data)
}

fn echo_id(call: &Call) -> Node {
    text("id", call.text("id").unwrap_or_default())
}

fn views(records: &Records) -> Vec<Node> {
    let view = |(id, fields): (&u64, &BTreeMap<String, Element>)| {
        item(std::iter::once(text("id", id)).chain(fields.values().map(node)).collect())
    };
    records.iter().map(view).collect()
}

/// An argument as it is shown again.
fn node(element: &Element) -> Node {
    match element.children.as_slice() {
        [] => text(&element.name, element.text.trim()),
        children => tree(&element.name, children.iter().map(node).collect()),
    }
}

/// What `limit` and `offset` leave; nothing if the offset is past the end.
fn page(call: &Call, all: Vec<Node>) -> Option<Vec<Node>> {
    let number = |name: &str, default| call.id(name).map_or(default, |value| usize::try_from(value).unwrap_or(default));
    let offset = number("offset", 0);
    if offset > 0 && offset >= all.len() {
        return None;
    }
    Some(all.into_iter().skip(offset).take(number("limit", usize::MAX)).collect())
}
