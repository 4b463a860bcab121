//! Objects of JavaScript by the names of what they have. A binding of each function would be in the glue, which every
//! first visit loads; by its name, a function costs only the reader who comes here.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What an object has by this name, unless that is nothing.
pub(super) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// What a method gives that takes nothing; `None` when it throws.
pub(super) fn called(object: &JsValue, method: &str) -> Option<JsValue> {
    function(object, method)?.call0(object).ok()
}

/// What a method gives that takes this.
pub(super) fn called_with(object: &JsValue, method: &str, argument: &JsValue) -> Option<JsValue> {
    function(object, method)?.call1(object, argument).ok()
}

/// What a method gives that takes these two.
pub(super) fn called_with_two(
    object: &JsValue,
    method: &str,
    one: &JsValue,
    two: &JsValue,
) -> Option<JsValue> {
    function(object, method)?.call2(object, one, two).ok()
}

/// An object that a class makes of these.
pub(super) fn constructed(library: &JsValue, class: &str, arguments: &[JsValue]) -> Option<JsValue> {
    Reflect::construct(&function(library, class)?, &list(arguments)).ok()
}

fn function(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name)?.dyn_into().ok()
}

/// An object of these fields.
pub(super) fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A new object takes any field.
        Reflect::set(&object, &(*name).into(), value).unwrap_or_default();
    }
    object.into()
}

/// An array of these.
pub(super) fn list(values: &[JsValue]) -> Array {
    values.iter().collect()
}
