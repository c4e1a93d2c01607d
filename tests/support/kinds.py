"""Values that keep their kind in a test: an answer and a test cell each."""

VALUES: dict[str, tuple[str, str]] = {
    "matrices": (
        "import numpy as np\nm = np.matrix([[1, 2], [3, 4]])\nlater = {'m': m}\ndef turned(): return m.T\n"
        "def kind(x): return isinstance(x, np.matrix)\ndef clear(x): x[0] = 0\ndef row(x): return x[1]",
        "import numpy as np\nassert type(m) is np.matrix and (m * m)[0, 0] == 7 and m[0].shape == (1, 2)\n"
        "assert isinstance(turned(), np.matrix) and turned()[0, 1] == 3 and later['m'] is m\n"
        "own = np.matrix([[1.0, 2], [3, 4]])\nassert kind(own) and kind(own.T) and not kind(np.zeros((2, 2)))\n"
        "clear(own)\nassert own.tolist() == [[0, 0], [3, 4]] and isinstance(row(own), np.matrix)\n"
        "row(own)[0, 0] = 9\nassert own[1, 0] == 9 and np.shares_memory(row(own), own)",
    ),
    "record_arrays": (
        "import numpy as np, pandas as pd\nrows = pd.DataFrame({'a': [1, 2], 'b': [0.5, 1]}).to_records()\n"
        "def total(x): return x.a.sum()\ndef double(x): x.a *= 2\ndef plain(): return np.zeros(2, [('a', int)])",
        "import numpy as np\nassert isinstance(rows, np.recarray) and rows.a.tolist() == [1, 2] and rows[1].b == 1\n"
        "own = np.rec.array([(1, 2.0), (3, 4.0)], dtype=[('a', int), ('b', float)])\nassert total(own) == 4\n"
        "double(own)\nassert own.a.tolist() == [2, 6] and type(own[0]) is np.record\n"
        "assert type(plain()) is np.ndarray and type(plain()[0]) is np.void",
    ),
    "a_students_subclass_of_an_array_is_a_plain_one": (
        "import numpy as np\nclass Own(np.ndarray): pass\ndef made(): return np.zeros(2).view(Own)",
        "import numpy as np\nassert type(made()) is np.ndarray and made().tolist() == [0, 0]",
    ),
    "time_zones": (
        "from datetime import datetime, time, timedelta, timezone\nfrom zoneinfo import ZoneInfo\n"
        "paris = ZoneInfo('Europe/Paris')\nwhen = datetime(2024, 7, 1, tzinfo=paris)\n"
        "def later(x, days): return x + timedelta(days=days)\nnamed = timezone(timedelta(hours=1), 'CET')\n"
        "twice = datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=paris)\ndef same(zone): return zone is paris",
        "import datetime\nfrom zoneinfo import ZoneInfo\n"
        "assert when.tzinfo.key == 'Europe/Paris' and when.tzinfo is paris\n"
        "hour = datetime.timedelta(hours=1)\nassert (when + datetime.timedelta(days=180)).utcoffset() == hour\n"
        "assert twice.utcoffset() == hour and twice.fold == 1 and named.tzname(None) == 'CET'\n"
        "assert later(datetime.datetime(2024, 1, 1, tzinfo=ZoneInfo('Europe/Paris')), 180).utcoffset() == 2 * hour\n"
        "assert same(ZoneInfo('Europe/Paris')) and isinstance(paris, ZoneInfo)\n"
        "assert isinstance(named, datetime.timezone)",
    ),
    "estimators_of_the_students_class": (
        "import numpy as np\nfrom sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin\n"
        "from sklearn.tree import DecisionTreeClassifier\nclass Center(TransformerMixin, BaseEstimator):\n"
        "    def __init__(self, scale=1.0): self.scale = scale\n"
        "    def fit(self, X, y=None):\n        self.mean_ = X.mean(axis=0)\n        return self\n"
        "    def transform(self, X): return (X - self.mean_) * self.scale\n"
        "class First(ClassifierMixin, BaseEstimator):\n    def __init__(self, k=1): self.k = k\n"
        "    def fit(self, X, y):\n        self.classes_ = np.unique(y)\n        return self\n"
        "    def predict(self, X): return np.full(len(X), self.classes_[0])\ntree = DecisionTreeClassifier()",
        "import numpy as np\nfrom sklearn.base import clone, is_classifier\n"
        "from sklearn.ensemble import BaggingClassifier\n"
        "from sklearn.linear_model import LinearRegression\nfrom sklearn.pipeline import make_pipeline\n"
        "from sklearn.model_selection import GridSearchCV, cross_val_score\n"
        "X, y = np.ones((12, 2)), np.array([0, 1] * 6)\n"
        "first = clone(Center(scale=4).fit(X))\nassert first.scale == 4 and not hasattr(first, 'mean_')\n"
        "assert is_classifier(First()) and not is_classifier(Center())\n"
        "assert cross_val_score(First(), X, y).mean() == 0.5\n"
        "assert cross_val_score(First(), X, y, cv=3, scoring='accuracy').tolist() == [0.5] * 3\n"
        "assert GridSearchCV(First(), {'k': [1, 2]}, cv=3).fit(X, y).best_params_ == {'k': 1}\n"
        "assert BaggingClassifier(First(), n_estimators=2).fit(X, y).predict(X[:1]) == 0\n"
        "Z = np.random.rand(12, 2)\nline = make_pipeline(Center(), LinearRegression())\n"
        "assert cross_val_score(line, Z, Z[:, 0], cv=3).min() > 0.99 and cross_val_score(tree, Z, y).shape == (5,)",
    ),
    "functions_that_both_sides_have": (
        "import functools, math, operator\npart = functools.partial(pow, 2)\nroot = math.sqrt\n"
        "calculator = {'+': operator.add, '/': operator.truediv, 'largest': max}\ndef same(f): return f is math.sqrt\n"
        "def own(x): return x\nwrapped = functools.partial(own, 3)",
        "import functools, math, operator\nassert part.func is pow and part.args == (2,) and part(3) == 8\n"
        "assert isinstance(part, functools.partial) and root is math.sqrt and root(4) == 2 and same(math.sqrt)\n"
        "assert calculator['+'] is operator.add and calculator['/'](1, 2) == 0.5\n"
        "assert calculator['largest'] is max and calculator['largest']([1, 3]) == 3\n"
        "assert wrapped.func is own and wrapped() == 3",
    ),
    "widgets_and_what_is_shown": (
        "import ipywidgets as widgets\nfrom IPython.display import HTML, Markdown\nhtml = HTML('<u>z</u>')\n"
        "slider = widgets.IntSlider(value=3, min=0, max=10)",
        "import ipywidgets as widgets\nfrom IPython.display import HTML, Markdown\n"
        "assert isinstance(html, HTML) and html.data == '<u>z</u>' and not isinstance(html, Markdown)\n"
        "assert isinstance(slider, widgets.IntSlider) and isinstance(slider, widgets.Widget) and slider.value == 3",
    ),
}
