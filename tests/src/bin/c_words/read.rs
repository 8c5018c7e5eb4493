//! The enums of the core with their docs, in the order of the source.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, ExprLit, Ident, Item, Lit, LitStr, Meta, Token, braced};

use crate::{PARTS, RUST_ONLY};

/// The enums by file and name.
pub(crate) type Core = HashMap<(String, String), Words>;

/// An enum: made by `words!`, or plain.
pub(crate) struct Words {
    /// Lines of the doc comment.
    pub(crate) docs: Vec<String>,
    pub(crate) is_non_exhaustive: bool,
    pub(crate) name: String,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) docs: Vec<String>,
    pub(crate) is_default: bool,
    pub(crate) has_fields: bool,
    pub(crate) name: String,
    /// Empty in a plain enum, whose words `texts!` has.
    pub(crate) word: String,
}

/// Reads the enums of the table; an error where the table and the sources below `directory` do not agree.
pub(crate) fn core(directory: &Path) -> Result<Core, String> {
    let mut paths = Vec::new();
    collect(directory, &mut paths).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut core = Core::new();
    for path in paths {
        let place = path.display();
        let file = path.strip_prefix(directory).expect("below it").to_string_lossy().replace('\\', "/");
        let source = std::fs::read_to_string(&path).map_err(|error| format!("{place}: {error}"))?;
        let enums = enums(&source, |name| listed(&file, name)).map_err(|reason| format!("{place}: {reason}"))?;
        core.extend(enums.into_iter().map(|words| ((file.clone(), words.name.clone()), words)));
    }
    match PARTS.iter().flat_map(|part| part.rows).find(|row| !core.contains_key(&(row.file.into(), row.name.into()))) {
        Some(row) => Err(format!("core/src/{} has no enum {}; correct the table of c_words", row.file, row.name)),
        None => Ok(core),
    }
}

/// The Rust sources below a directory.
fn collect(directory: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether the table has this enum; `None` if nobody has thought of it.
fn listed(file: &str, name: &str) -> Option<bool> {
    let is_in_c = PARTS.iter().flat_map(|part| part.rows).any(|row| (row.file, row.name) == (file, name));
    (is_in_c || RUST_ONLY.contains(&(file, name))).then_some(is_in_c)
}

/// The enums of a source that the table has.
fn enums(source: &str, listed: impl Fn(&str) -> Option<bool>) -> Result<Vec<Words>, String> {
    let (mut found, mut texts) = (Vec::new(), Vec::new());
    let says = |error: syn::Error| error.to_string();
    for item in syn::parse_file(source).map_err(says)?.items {
        match item {
            Item::Macro(item) if item.mac.path.is_ident("words") => {
                let words = item.mac.parse_body::<Words>().map_err(says)?;
                match listed(&words.name) {
                    Some(true) => found.push(words),
                    Some(false) => {}
                    None => return Err(format!("{} is in neither table of c_words, PARTS or RUST_ONLY", words.name)),
                }
            }
            Item::Macro(item) if item.mac.path.is_ident("texts") => {
                texts.push(item.mac.parse_body::<Texts>().map_err(says)?);
            }
            Item::Enum(item) if listed(&item.ident.to_string()) == Some(true) => found.push(item.into()),
            _ => {}
        }
    }
    // C counts the texts as it counts the values.
    for texts in texts {
        let Some(words) = found.iter().find(|words| words.name == texts.name) else { continue };
        if !words.variants.iter().map(|variant| &variant.name).eq(&texts.variants) {
            return Err(format!("the texts of {} are not in the order of its values", texts.name));
        }
    }
    Ok(found)
}

/// The argument of `words!`.
impl Parse for Words {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        let body;
        braced!(body in input);
        Ok(Words {
            docs: docs(&attributes),
            is_non_exhaustive: has(&attributes, "non_exhaustive"),
            name: name.to_string(),
            variants: body.parse_terminated(Variant::parse, Token![,])?.into_iter().collect(),
        })
    }
}

/// `Name = "word"` with what stands before it.
impl Parse for Variant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Variant {
            docs: docs(&attributes),
            is_default: has(&attributes, "default"),
            has_fields: false,
            name: name.to_string(),
            word: input.parse::<LitStr>()?.value(),
        })
    }
}

impl From<syn::ItemEnum> for Words {
    fn from(item: syn::ItemEnum) -> Self {
        let variant = |variant: syn::Variant| Variant {
            docs: docs(&variant.attrs),
            is_default: has(&variant.attrs, "default"),
            has_fields: !variant.fields.is_empty(),
            name: variant.ident.to_string(),
            word: String::new(),
        };
        Words {
            docs: docs(&item.attrs),
            is_non_exhaustive: has(&item.attrs, "non_exhaustive"),
            name: item.ident.to_string(),
            variants: item.variants.into_iter().map(variant).collect(),
        }
    }
}

/// The argument of `texts!`: whose texts, in which order.
struct Texts {
    name: String,
    variants: Vec<String>,
}

impl Parse for Texts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        let methods;
        braced!(methods in input);
        methods.parse_terminated(
            |input| input.call(Attribute::parse_outer).and_then(|_| input.parse::<Ident>()),
            Token![,],
        )?;
        let variants = input.parse_terminated(Variant::parse, Token![,])?;
        Ok(Texts { name: name.to_string(), variants: variants.into_iter().map(|variant| variant.name).collect() })
    }
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect()
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}
