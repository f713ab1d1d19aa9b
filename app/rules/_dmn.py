"""A minimal DMN 1.x evaluator on minifeel: decision tables with every hit policy, literal expressions, boxed context / list /
relation / invocation / function, required decisions and BKMs. Hardened XML parse."""
from decimal import Decimal
from lxml import etree
from app.rules import _core as F

MULTI = {'R', 'O', 'C'}
HP = {'UNIQUE': 'U', 'FIRST': 'F', 'PRIORITY': 'P', 'ANY': 'A', 'COLLECT': 'C', 'RULE ORDER': 'R', 'OUTPUT ORDER': 'O'}
AGG = {None: None, 'SUM': 'sum', 'COUNT': 'count', 'MIN': 'min', 'MAX': 'max'}


def parse_xml(data):
    if isinstance(data, str):
        data = data.encode()
    p = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
                        remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, p)
    if root.getroottree().docinfo.doctype:
        raise ValueError('DOCTYPE is not allowed')
    return root


def L(e):
    return etree.QName(e).localname


def kids(e, name=None):
    return [c for c in e if isinstance(c.tag, str) and (name is None or L(c) == name)]


def kid(e, name):
    c = kids(e, name)
    return c[0] if c else None


def text(e):
    t = kid(e, 'text') if e is not None else None
    return (t.text or '').strip() if t is not None else None


EXPR = {'decisionTable', 'literalExpression', 'context', 'list', 'relation', 'invocation', 'functionDefinition', 'conditional',
        'filter', 'for', 'some', 'every'}


class DmnError(Exception):
    def __init__(self, sentence, *, element=None, code='err_dmn'):
        super().__init__(sentence)
        self.sentence, self.element, self.code = sentence, element, code


class Engine:                                                                  # the FEEL engine under the evaluator
    def __init__(self, strict=False, clock=None):
        self.strict, self.clock = strict, clock

    def eval(self, src, scopes, names):
        return F.evaluate(src, scopes=list(scopes), strict=self.strict, names=names, clock=self.clock)

    def test(self, src, value, scopes, names):
        return F.unary(src, value, scopes=list(scopes), strict=self.strict, names=names, clock=self.clock)


class Model:
    def __init__(self, data, engine=None, strict=False, open_scope=False):
        self.strict, self.open_scope = strict, open_scope
        self.root = parse_xml(data)
        self.e = engine or Engine()
        self.by_id, self.items = {}, {}
        self.decisions, self.bkms, self.inputs, self.services = {}, {}, {}, {}
        names = set()
        for el in kids(self.root):
            n = L(el)
            if el.get('id'):
                self.by_id[el.get('id')] = el
            d = {'decision': self.decisions, 'businessKnowledgeModel': self.bkms, 'inputData': self.inputs,
                 'decisionService': self.services}.get(n)
            if d is not None:
                d[el.get('name')] = el
            if n == 'itemDefinition':
                self.items[el.get('name')] = el
        for el in self.root.iter():
            if isinstance(el.tag, str) and L(el) in ('decision', 'businessKnowledgeModel', 'inputData', 'itemComponent', 'variable',
                                                     'formalParameter', 'contextEntry', 'column', 'decisionService', 'output'):
                if el.get('name'):
                    names.add(el.get('name'))
        self.names = F.Special(sorted(n for n in names if not F._NAME.fullmatch(n)))
        self._tabs = {}
        self.fired, self.trail = {}, []

    def check(self):
        """compile every expression, so a bad table is refused at upload"""
        for el in self.root.iter():
            if not isinstance(el.tag, str):
                continue
            k = L(el)
            if k in ('literalExpression', 'inputExpression', 'outputEntry', 'defaultOutputEntry'):
                t = text(el)
                if t and not (k == 'outputEntry' and t == '-'):
                    F.check(t, names=self.names)
            elif k in ('inputEntry', 'inputValues', 'outputValues', 'allowedValues', 'typeConstraint'):
                t = text(el)
                if t:
                    F.check(t, unary_tests=True, names=self.names)
            elif k == 'functionDefinition' and el.get('kind') not in (None, 'FEEL') or k == 'encapsulatedLogic' and el.get('kind') not in (None, 'FEEL'):
                raise DmnError('only FEEL functions')
            elif k in ('import',):
                raise DmnError('imports are not allowed')

    def decide(self, name, inputs):
        cache = {}
        el = self.decisions.get(name)
        if el is None:
            raise DmnError(f'no decision {name!r}')
        return self._decision(el, dict(inputs), cache, ())

    def _decision(self, el, inputs, cache, stack):
        name = el.get('name')
        if name in cache:
            return cache[name]
        if name in stack or len(stack) > 30:
            raise DmnError('circular requirements')
        scope = dict(inputs) if self.open_scope else {}                        # open: dmn-js tables often name variables without inputData
        for r in kids(el, 'informationRequirement') + kids(el, 'knowledgeRequirement'):
            for q in kids(r):
                t = self.by_id.get(q.get('href').split('#')[-1])
                if t is None:
                    continue
                self._require(t, inputs, cache, stack + (name,), scope)
        var = kid(el, 'variable')
        expr = next((c for c in kids(el) if L(c) in EXPR), None)
        v = None if expr is None else self._expr(expr, [scope])
        if var is not None:
            v = self.coerce(v, var.get('typeRef'))
        cache[name] = v
        self.trail.append((el.get('id') or name, v))
        return v

    def _require(self, t, inputs, cache, stack, scope):
        n = t.get('name')
        if L(t) == 'inputData':
            var = kid(t, 'variable')
            v = F.to_feel(inputs.get(n))
            scope[n] = self.coerce(v, var.get('typeRef') if var is not None else None, True)
        elif L(t) == 'decision':
            scope[n] = self._decision(t, inputs, cache, stack)
        elif L(t) == 'businessKnowledgeModel':
            scope[n] = self._bkm(t, inputs, cache, stack)

    def _bkm(self, t, inputs, cache, stack):
        if t.get('name') in stack or len(stack) > 30:
            raise DmnError('circular requirements')
        sc = {}
        for r in kids(t, 'knowledgeRequirement'):
            for q in kids(r):
                u = self.by_id.get(q.get('href').split('#')[-1])
                if u is not None:
                    self._require(u, inputs, cache, stack + (t.get('name'),), sc)
        f = self._func(kid(t, 'encapsulatedLogic'), [sc])
        var = kid(t, 'variable')
        return f

    def _func(self, el, scopes):
        ps = [(p.get('name'), p.get('typeRef')) for p in kids(el, 'formalParameter')]
        body = next((c for c in kids(el) if L(c) in EXPR), None)
        if el.get('kind') not in (None, 'FEEL'):
            raise DmnError('only FEEL functions')
        def call(env, *args):
            sc = {n: self.coerce(v, t, True) for (n, t), v in zip(ps, args)}
            return self._expr(body, scopes + [sc])
        return F.Fn([p for p, _ in ps], call, arity=(len(ps), len(ps)))

    # ------------------------------------------------------------ boxed expressions
    def _expr(self, el, scopes):
        k = L(el)
        if k == 'literalExpression':
            t = text(el)
            return self.coerce(self.e.eval(t, scopes, self.names), el.get('typeRef')) if t else None
        if k == 'decisionTable':
            return self._table(el, scopes)
        if k == 'context':
            out, sc = {}, {}
            for ce in kids(el, 'contextEntry'):
                var = kid(ce, 'variable')
                x = next((c for c in kids(ce) if L(c) in EXPR), None)
                v = None if x is None else self._expr(x, scopes + [sc])
                if var is None:
                    return v
                v = self.coerce(v, var.get('typeRef'))
                out[var.get('name')] = sc[var.get('name')] = v
            return out
        if k == 'list':
            return [self._expr(c, scopes) for c in kids(el) if L(c) in EXPR]
        if k == 'relation':
            cols = [c.get('name') for c in kids(el, 'column')]
            return [dict(zip(cols, [self._expr(c, scopes) for c in kids(r) if L(c) in EXPR])) for r in kids(el, 'row')]
        if k == 'functionDefinition':
            return self._func(el, scopes)
        if k == 'invocation':
            f = self._expr(next(c for c in kids(el) if L(c) in EXPR), scopes)
            if type(f) is not F.Fn:
                return None
            named = {}
            for b in kids(el, 'binding'):
                x = next((c for c in kids(b) if L(c) in EXPR), None)
                named[kid(b, 'parameter').get('name')] = None if x is None else self._expr(x, scopes)
            return F.call_fn(F.Env(list(scopes)), f, [], named)
        if k == 'conditional':
            g = lambda n: self._expr(next(c for c in kids(kid(el, n)) if L(c) in EXPR), scopes)
            return g('then') if g('if') is True else g('else')
        if k in ('for', 'some', 'every'):
            g = lambda n, sc: self._expr(next(c for c in kids(kid(el, n)) if L(c) in EXPR), sc)
            xs, var, out = g('in', scopes), el.get('iteratorVariable'), []
            if type(xs) is F.Range:
                xs = F.evaluate('for i in r return i', {'r': xs})
            if xs is None:
                return None
            for x in F.aslist(xs):
                sc = scopes + [{var: F.to_feel(x), 'partial': out}]
                out.append(g('return' if k == 'for' else 'satisfies', sc))
            return out if k == 'for' else F.BUILTINS['any' if k == 'some' else 'all'].call(F.Env([]), out)
        if k == 'filter':
            g = lambda n, sc: self._expr(next(c for c in kids(kid(el, n)) if L(c) in EXPR), sc)
            xs = g('in', scopes)
            out = []
            for x in F.aslist(xs):
                x = F.to_feel(x)
                r = g('match', scopes + [{'item': x, **(x if type(x) is dict else {})}])
                if F.num(r):
                    return F.index(F.aslist(xs), r)
                if r is True:
                    out.append(x)
            return out
        raise DmnError(f'unsupported {k}')

    def _compile(self, el):
        outs = kids(el, 'output')
        t = {
            'hp': HP[el.get('hitPolicy', 'UNIQUE')], 'agg': AGG[el.get('aggregation')],
            'ins': [(text(kid(i, 'inputExpression')), kid(i, 'inputExpression').get('typeRef'), text(kid(i, 'inputValues')))
                    for i in kids(el, 'input')],
            'outs': [(o.get('name'), o.get('typeRef'), text(kid(o, 'outputValues')), text(kid(o, 'defaultOutputEntry'))) for o in outs],
            'rules': [([(n, x) for n, c in enumerate(kids(r, 'inputEntry')) for x in [text(c)] if x and x != '-'],
                       [text(c) for c in kids(r, 'outputEntry')]) for r in kids(el, 'rule')],
        }
        t['names'] = [o[0] for o in t['outs']]
        return t

    def _table(self, el, scopes):
        t = self._tabs.get(el)
        if t is None:
            t = self._tabs[el] = self._compile(el)
        hp, agg, outs = t['hp'], t['agg'], t['outs']
        ins = []
        for src, ref, allowed in t['ins']:
            v = self.coerce(self.e.eval(src, scopes, self.names), ref)
            if allowed and v is not None and self.e.test(allowed, v, scopes, self.names) is not True:
                return None
            ins.append(v)
        hits, test, names = [], self.e.test, self.names
        fired = []
        for (cells, out), rule in zip(t['rules'], kids(el, 'rule')):
            for n, src in cells:
                if test(src, ins[n], scopes, names) is not True:
                    break
            else:
                fired.append(rule.get('id') or '')
                hits.append([self.coerce(self.e.eval(x, scopes, names), o[1]) if x and x != '-' else None for x, o in zip(out, outs)])
                if hp == 'F':
                    break
        owner = el.getparent()
        key = owner.get('id') or owner.get('name') or el.get('id')
        self.fired[key] = tuple(fired)
        if not hits and self.strict and not any(o[3] for o in outs):
            raise DmnError('没有规则适用', element=key, code='err_no_rule')
        def val(row):
            return row[0] if len(outs) == 1 else dict(zip(t['names'], row))
        if not hits:
            if any(o[3] for o in outs):
                row = [self.e.eval(o[3], scopes, names) if o[3] else None for o in outs]
                return [val(row)] if hp in MULTI and not agg else val(row)
            return Decimal(0) if agg == 'count' else None
        if hp in 'PO':
            orders = [self.e.eval('[' + o[2] + ']', scopes, names) if o[2] else None for o in outs]
            hits.sort(key=lambda row: [0 if o is None else next((i for i, x in enumerate(o) if F.eq(x, v) is True), len(o))
                                       for v, o in zip(row, orders)])
        vals = [val(r) for r in hits]
        if hp == 'U':
            if len(vals) > 1 and self.strict:
                raise DmnError('hit policy UNIQUE: several rules match')
            return vals[0] if len(vals) == 1 else None
        if hp == 'A':
            if any(F.eq(vals[0], v) is not True for v in vals):
                if self.strict:
                    raise DmnError('hit policy ANY: outputs differ')
                return None
            return vals[0]
        if hp in 'FP':
            return vals[0]
        if agg == 'count':
            return Decimal(len(F.uniq(F.Env([]), vals)))
        return F.BUILTINS[agg].call(F.Env([]), vals) if agg else vals

    # ------------------------------------------------------------ types
    def coerce(self, v, ref, is_input=False, depth=0):
        if ref is None or v is None or depth > 20:
            return v
        ref = ref.split('}')[-1]
        base = ref.split(':')[-1]
        if base in ('Any', 'function'):
            return v
        if base in F.TYPES:
            want = F.TYPES[base]
            if type(v) is want:
                return v
            if type(v) is list and len(v) == 1 and type(F.to_feel(v[0])) is want:
                return F.to_feel(v[0])
            if want is list:
                return [v]
            if want is F.dt.datetime and type(v) is F.dt.date:
                return F.dt.datetime(v.year, v.month, v.day, tzinfo=F.dt.timezone.utc)
            return None
        it = self.items.get(ref) or self.items.get(base)
        if it is None:
            return v
        return self._item(v, it, depth + 1)

    def _item(self, v, it, depth):
        if v is None:
            return None
        if it.get('isCollection') == 'true':
            xs = v if type(v) is list else [v]
            out = [self._one(F.to_feel(x), it, depth) for x in xs]
            if any(a is not None and b is None for a, b in zip(xs, out)):
                return None
            return out
        if type(v) is list and len(v) == 1:
            v = F.to_feel(v[0])
        return self._one(v, it, depth)

    def _one(self, v, it, depth):
        comps = kids(it, 'itemComponent')
        if kid(it, 'functionItem') is not None:
            return v if type(v) is F.Fn else None
        if comps:
            if type(v) is not dict:
                return None
            out = dict(v)
            for c in comps:
                n = c.get('name')
                if n in v:
                    x = F.to_feel(v[n])
                    y = self._item(x, c, depth)
                    if x is not None and y is None:
                        return None
                    out[n] = y
            return out
        tr = kid(it, 'typeRef')
        if tr is not None:
            v = self.coerce(v, tr.text.strip(), depth=depth)
        av = kid(it, 'allowedValues')
        if av is None:
            av = kid(it, 'typeConstraint')
        t = text(av)
        if t and v is not None and self.e.test(t, v, [{}], self.names) is not True:
            return None
        return v
