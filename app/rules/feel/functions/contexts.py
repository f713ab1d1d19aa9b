"""Functions on contexts."""
from app.rules.feel.library import builtin
from app.rules.feel.values import as_list, to_feel


@builtin("get value", "m,key", may_be_null=True)
def get_value(_env, context, key):
    """`key` may be a list: the way down through contexts in contexts."""
    if type(context) is not dict:
        return None
    for part in key if type(key) is list else [key]:
        context = context.get(part) if type(context) is dict and type(part) is str else None
    return to_feel(context)


@builtin("get entries", "m")
def get_entries(_env, context):
    if type(context) is not dict:
        return None
    return [{"key": key, "value": to_feel(value)} for key, value in context.items()]


@builtin("context", "entries")
def context_of(_env, entries):
    made = {}
    for entry in as_list(entries):
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry or entry["key"] in made:
            return None
        made[entry["key"]] = to_feel(entry["value"])
    return made


@builtin("context put", "context,key,value", aliases={"keys": "key"})
def context_put(env, context, key, value):
    if type(context) is not dict:
        return None
    keys = key if type(key) is list else [key]
    if not keys or type(keys[0]) is not str:
        return None
    if len(keys) > 1:
        env.spend(len(context) + len(keys))
        inner = context.get(keys[0])
        value = context_put(env, inner if type(inner) is dict else {}, keys[1:], value)
    return {**context, keys[0]: value}


@builtin("context merge", "contexts")
def context_merge(env, contexts):
    merged = {}
    for context in as_list(contexts):
        if type(context) is not dict:
            return None
        env.spend(len(context))
        merged.update(context)
    return merged
