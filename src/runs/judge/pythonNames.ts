/**
 * Which names of the tests are the program's. A program may be called as anything is: as a function of the tests, an argument of theirs, a
 * module, or what runs them.
 */
export const pythonNames = String.raw`
import ast


class Scope:
    """What binds names: the module, a function (a lambda, a comprehension), a class."""

    def __init__(self, around, kind):
        self.around, self.kind = around, kind
        self.bound, self.of_module, self.of_around = set(), set(), set()

    def bind(self, name):
        if name in self.of_module:
            self.module().bound.add(name)
        elif name not in self.of_around:
            self.bound.add(name)

    def module(self):
        return self if self.around is None else self.around.module()

    def is_of_module(self, name):
        """Whether the name, used here, is one of the module."""
        scope = self
        while scope.around is not None:
            if name in scope.of_module:
                return True
            # Methods do not see the names of their class.
            if name in scope.bound and (scope is self or scope.kind != "class"):
                return False
            scope = scope.around
        return True


class Looked(ast.NodeVisitor):
    """The names that a text looks for in its module."""

    def __init__(self, tree):
        self.top = self.scope = Scope(None, "module")
        self.uses, self.imported, plain = [], set(), []
        self.attributes = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        self.visit(tree)
        self.found = []
        for node, scope in self.uses:
            if scope.is_of_module(node.id):
                if node.id not in self.found:
                    self.found.append(node.id)
                if id(node) not in self.attributes:
                    plain.append(node.id)
        # Those that are more than the module of something else: called, or handed on.
        self.plain = sorted(set(plain))

    def wanted(self):
        """Those of the program. A name of the builtins is the program's only where the tests name nothing else: there it must be what is tested."""
        free = [name for name in self.found if name not in self.top.bound and name not in self.imported and not name.startswith("__")]
        own = [name for name in free if name not in BUILTINS]
        return own or [name for name in free if callable(BUILTINS.get(name))]

    def shadowed(self):
        """Those that the text binds itself, sooner or later: until then they are the program's."""
        return [name for name in self.found if name in self.top.bound and name not in self.imported and not name.startswith("__")]

    def inside(self, kind, nodes, bound=()):
        outer, self.scope = self.scope, Scope(self.scope, kind)
        for name in bound:
            self.scope.bind(name)
        for node in nodes:
            self.visit(node)
        self.scope = outer

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.uses.append((node, self.scope))
        else:
            self.scope.bind(node.id)

    def visit_FunctionDef(self, node):
        args = node.args
        named = [*args.posonlyargs, *args.args, *args.kwonlyargs, *(one for one in (args.vararg, args.kwarg) if one)]
        here = [*getattr(node, "decorator_list", ()), *args.defaults, *(d for d in args.kw_defaults if d), *(a.annotation for a in named if a.annotation)]
        if getattr(node, "returns", None):
            here.append(node.returns)
        if hasattr(node, "name"):
            self.scope.bind(node.name)
        for one in here:
            self.visit(one)
        body = node.body if isinstance(node.body, list) else [node.body]
        self.inside("function", body, [*(a.arg for a in named), *(t.name for t in getattr(node, "type_params", ()))])

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.scope.bind(node.name)
        for one in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
            self.visit(one)
        self.inside("class", node.body)

    def visit_ListComp(self, node):
        self.inside("comprehension", ast.iter_child_nodes(node))

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_NamedExpr(self, node):
        scope = self.scope
        while scope.kind == "comprehension":
            scope = scope.around
        scope.bind(node.target.id)
        self.visit(node.value)

    def visit_Global(self, node):
        self.scope.of_module.update(node.names if self.scope.around is not None else ())

    def visit_Nonlocal(self, node):
        self.scope.of_around.update(node.names)

    def visit_alias(self, node):
        name = (node.asname or node.name).split(".")[0]
        self.scope.bind(name)
        if self.scope.around is None:
            self.imported.add(name)

    def visit_ExceptHandler(self, node):
        if node.name:
            self.scope.bind(node.name)
        self.generic_visit(node)

    visit_MatchAs = visit_MatchStar = visit_ExceptHandler

    def visit_MatchMapping(self, node):
        if node.rest:
            self.scope.bind(node.rest)
        self.generic_visit(node)


def names_in(tree):
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def of_program(name):
    """A name that no text can have."""
    return "<program>.%s" % name


def handed_by_own_name(tree):
    """
    Functions of the tests that are called with their own name: check(check) means the program's check, which theirs hides. The argument
    becomes a name of its own. Returns the names.
    """
    defined = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
    found = set()
    for node in tree.body:
        for call in ast.walk(node) if isinstance(node, (ast.Expr, ast.If)) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in defined:
                for arg in call.args:
                    if isinstance(arg, ast.Name) and arg.id == call.func.id:
                        found.add(arg.id)
                        arg.id = of_program(arg.id)
    return sorted(found)
`;
