"""Tests in the styles of other teachers' courses: what passes in one ordinary kernel passes across the bridge.

Each style is an answer and a test cell. docs/nbgrader.md lists what a test cannot do here.
"""

STYLES: dict[str, tuple[str, str]] = {
    "value": (
        r"""
x = 5
y=[1,2]
""",
        r"""
assert x == 5 and y == [1,2]
assert isinstance(y, list)
""",
    ),
    "nptesting": (
        r"""
def f(x): return x*2
""",
        r"""
import numpy as np
np.testing.assert_allclose(f(np.arange(3.)), [0,2,4])
""",
    ),
    "unittest": (
        r"""
def f(x): return x*2
""",
        r"""
import unittest
t=unittest.TestCase()
t.assertEqual(f(2),4)
t.assertRaises(TypeError, f, None)
t.assertAlmostEqual(f(.1), .2)
t.assertTrue(callable(f))
""",
    ),
    "pytest_raises": (
        r"""
def f(x):
    if x<0: raise ValueError('negative')
    return x
""",
        r"""
import pytest
with pytest.raises(ValueError, match='neg'):
    f(-1)
""",
    ),
    "own_exc": (
        r"""
class MyError(Exception):
    def __init__(self, code): super().__init__(f'code {code}'); self.code=code
def f(): raise MyError(3)
""",
        r"""
try:
    f()
except MyError as e:
    assert e.code == 3 and str(e) == 'code 3'
else:
    assert False
""",
    ),
    "own_exc_sub": (
        r"""
class MyError(ValueError): pass
def f(): raise MyError('a')
""",
        r"""
try:
    f()
    raise AssertionError
except ValueError as e:
    assert type(e).__name__ == 'MyError'
""",
    ),
    "stdout": (
        r"""
def hello(n): print(f'Hello {n}!')
""",
        r"""
import io, contextlib
f=io.StringIO()
with contextlib.redirect_stdout(f):
    hello('Ann')
assert f.getvalue() == 'Hello Ann!\n'
""",
    ),
    "mock_input": (
        r"""
def ask(): return int(input('? '))+1
""",
        r"""
from unittest import mock
with mock.patch('builtins.input', return_value='4'):
    assert ask() == 5
""",
    ),
    "mock_input2": (
        r"""
def ask(): return int(input('? '))+1
""",
        r"""
import builtins
old=builtins.input
builtins.input=lambda prompt='': '4'
try:
    assert ask()==5
finally:
    builtins.input=old
""",
    ),
    "mock_print": (
        r"""
def hello(): print('hi','you')
""",
        r"""
from unittest.mock import patch
with patch('builtins.print') as p:
    hello()
p.assert_called_once_with('hi','you')
""",
    ),
    "gen": (
        r"""
def g(n):
    for i in range(n): yield i*i
""",
        r"""
it=g(4)
assert next(it)==0 and next(it)==1
assert list(it)==[4,9]
assert sum(g(4))==14
import types
assert isinstance(g(2), types.GeneratorType)
""",
    ),
    "gen_inspect": (
        r"""
def g(n):
    yield n
""",
        r"""
import inspect
assert inspect.isgeneratorfunction(g)
""",
    ),
    "closure": (
        r"""
def adder(n):
    def add(x): return x+n
    return add
""",
        r"""
a=adder(3)
assert a(4)==7 and adder(1)(1)==2
""",
    ),
    "class": (
        r"""
class P:
    def __init__(self,x,y): self.x=x;self.y=y
    def norm(self): return (self.x**2+self.y**2)**.5
    def __repr__(self): return f'P({self.x}, {self.y})'
    def __eq__(self,o): return (self.x,self.y)==(o.x,o.y)
    def __add__(self,o): return P(self.x+o.x,self.y+o.y)
    def __len__(self): return 2
    def __getitem__(self,i): return (self.x,self.y)[i]
""",
        r"""
p=P(3,4)
assert p.norm()==5 and repr(p)=='P(3, 4)' and isinstance(p,P)
assert p==P(3,4)
assert p!=P(3,5)
q=p+P(1,1)
assert (q.x,q.y)==(4,5)
assert len(p)==2 and p[0]==3
p.x=10
assert p.x==10
assert list(p)==[10,4]
x,y=p
assert y==4
assert hasattr(p,'norm') and not hasattr(p,'zzz')
assert str(p)=='P(10, 4)' and f'{p}'=='P(10, 4)'
assert p.__dict__=={'x':10,'y':4}
assert vars(p)=={'x':10,'y':4}
""",
    ),
    "property": (
        r"""
class T:
    def __init__(self): self._c=0
    @property
    def f(self): return self._c*9/5+32
    @f.setter
    def f(self,v): self._c=(v-32)*5/9
    @classmethod
    def hot(cls): t=cls(); t._c=100; return t
    @staticmethod
    def unit(): return 'C'
""",
        r"""
t=T()
assert t.f==32
t.f=212
assert abs(t._c-100)<1e-9
assert T.hot().f==212 and T.unit()=='C'
assert isinstance(T.f, property)
""",
    ),
    "ctx": (
        r"""
class M:
    def __enter__(self): self.on=True; return self
    def __exit__(self,*a): self.on=False
""",
        r"""
m=M()
with m as k:
    assert m.on
assert not m.on
""",
    ),
    "iter": (
        r"""
class R:
    def __init__(self,n): self.n=n
    def __iter__(self): return iter(range(self.n))
    def __contains__(self,x): return 0<=x<self.n
    def __call__(self,x): return x+1
""",
        r"""
r=R(3)
assert list(r)==[0,1,2] and 2 in r and 5 not in r and r(1)==2
assert [a*2 for a in r]==[0,2,4]
assert sum(r)==3
""",
    ),
    "doc": (
        r"""
def f(x: int, y: float = 2.0) -> float:
    'Adds.'
    return x+y
""",
        r"""
assert f.__doc__=='Adds.' and f.__name__=='f'
import inspect
s=inspect.signature(f)
assert list(s.parameters)==['x','y']
assert s.parameters['y'].default==2.0
assert f.__annotations__['x'] is int
assert f.__defaults__==(2.0,)
""",
    ),
    "getsource": (
        r"""
def f(x):
    return sum(x)
""",
        r"""
import inspect
assert 'for' not in inspect.getsource(f)
""",
    ),
    "ast": (
        r"""
def f(x):
    return sum(x)
""",
        r"""
import inspect, ast
t=ast.parse(inspect.getsource(f))
assert not any(isinstance(n, ast.For) for n in ast.walk(t))
""",
    ),
    "map": (
        r"""
def sq(x): return x*x
""",
        r"""
assert list(map(sq,[1,2]))==[1,4]
assert sorted([3,-4,1],key=sq)==[1,3,-4]
from functools import reduce,partial
assert partial(sq,3)()==9
""",
    ),
    "hof": (
        r"""
def apply(f,x): return f(x)
def compose(f,g): return lambda x: f(g(x))
""",
        r"""
assert apply(lambda v:v+1,2)==3
assert compose(lambda v:v*2,lambda v:v+1)(3)==8
assert apply(len,'abc')==3
assert apply(str.upper,'a')=='A'
""",
    ),
    "count_calls": (
        r"""
def twice(f): return f()+f()
""",
        r"""
calls=[]
def f():
    calls.append(1); return 2
assert twice(f)==4
assert len(calls)==2
""",
    ),
    "mockobj": (
        r"""
def use(db): db.save('x'); return db.get('k')
""",
        r"""
from unittest.mock import Mock
db=Mock()
db.get.return_value=7
assert use(db)==7
db.save.assert_called_once_with('x')
""",
    ),
    "inplace_list": (
        r"""
def push(l): l.append(3); return None
""",
        r"""
l=[1]
assert push(l) is None
assert l==[1,3]
""",
    ),
    "inplace_nested": (
        r"""
def push(d): d['a'].append(3); d['b']={'c':1}
""",
        r"""
d={'a':[1]}
push(d)
assert d=={'a':[1,3],'b':{'c':1}}
""",
    ),
    "identity": (
        r"""
def same(l): return l
def cop(l): return list(l)
""",
        r"""
l=[1]
assert same(l) is l
assert cop(l) is not l
""",
    ),
    "identity_np": (
        r"""
def same(a): a+=1; return a
""",
        r"""
import numpy as np
a=np.zeros(3)
assert same(a) is a and a.sum()==3
""",
    ),
    "complex": (
        r"""
def f(): return 1+2j, {1,2}, frozenset([1]), b'ab', range(3), slice(1,2), ...
""",
        r"""
c,s,fr,b,r,sl,e=f()
assert c==1+2j and s=={1,2} and fr==frozenset([1]) and b==b'ab'
assert list(r)==[0,1,2] and r==range(3)
assert sl==slice(1,2)
assert e is ...
""",
    ),
    "collections": (
        r"""
from collections import Counter, defaultdict, OrderedDict, deque, namedtuple
def f(s): return Counter(s)
dd=defaultdict(list); dd['a'].append(1)
P=namedtuple('P','x y')
p=P(1,2)
d=deque([1,2])
o=OrderedDict(a=1)
""",
        r"""
assert f('aab')=={'a':2,'b':1}
assert f('aab').most_common(1)==[('a',2)]
assert dd['a']==[1]
assert p.x==1 and p==(1,2)
assert list(d)==[1,2]
from collections import Counter
assert f('aab')==Counter('aab')
assert isinstance(f('a'), Counter)
assert o=={'a':1}
""",
    ),
    "datetime": (
        r"""
from datetime import date, timedelta
def f(d): return d+timedelta(days=1)
""",
        r"""
from datetime import date
assert f(date(2024,2,28))==date(2024,2,29)
assert f(date(2024,2,28)).year==2024
""",
    ),
    "decimal": (
        r"""
from decimal import Decimal
from fractions import Fraction
def f(): return Decimal('0.1')+Decimal('0.2')
def g(): return Fraction(1,3)
""",
        r"""
from decimal import Decimal
assert f()==Decimal('0.3')
from fractions import Fraction
assert g()==Fraction(1,3)
""",
    ),
    "enum": (
        r"""
from enum import Enum
class Color(Enum):
    RED=1
    BLUE=2
def f(): return Color.RED
""",
        r"""
assert f()==Color.RED and f() is Color.RED
assert f().value==1 and f().name=='RED'
assert len(Color)==2 and [c.name for c in Color]==['RED','BLUE']
assert Color(2)==Color.BLUE
assert Color['RED'] is Color.RED
""",
    ),
    "path": (
        r"""
from pathlib import Path
def f(p): return Path(p).suffix
def g(): return Path('a')/'b'
""",
        r"""
assert f('a.txt')=='.txt'
from pathlib import Path
assert g()==Path('a/b')
assert f(Path('x.py'))=='.py'
""",
    ),
    "regex": (
        r"""
import re
pat=re.compile(r'\d+')
def f(s): return pat.search(s)
""",
        r"""
assert f('ab12').group()=='12'
assert f('x') is None
assert pat.pattern==r'\d+'
""",
    ),
    "array": (
        r"""
import numpy as np
def f(n): return np.eye(n)
""",
        r"""
import numpy as np
assert isinstance(f(2),np.ndarray) and f(3).shape==(3,3) and f(2).dtype==float
assert (f(2)==np.eye(2)).all()
assert np.array_equal(f(2),np.eye(2))
""",
    ),
    "npfunc": (
        r"""
def f(x): return x**2
""",
        r"""
import numpy as np
v=np.vectorize(f)
assert v([1,2]).tolist()==[1,4]
assert np.apply_along_axis(f,0,np.ones((2,2))).sum()==4
""",
    ),
    "plot": (
        r"""
import matplotlib.pyplot as plt
def draw():
    fig,ax=plt.subplots()
    ax.plot([1,2],[3,4],label='a')
    ax.set_title('T'); ax.set_xlabel('x')
    return ax
""",
        r"""
ax=draw()
assert ax.get_title()=='T' and ax.get_xlabel()=='x'
assert len(ax.lines)==1
assert list(ax.lines[0].get_xdata())==[1,2]
assert ax.lines[0].get_label()=='a'
""",
    ),
    "torchmod": (
        r"""
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__(); self.l=nn.Linear(2,1); self.act=nn.ReLU()
    def forward(self,x): return self.act(self.l(x))
""",
        r"""
import torch
n=Net()
assert n(torch.ones(3,2)).shape==(3,1)
assert isinstance(n,torch.nn.Module)
assert sum(p.numel() for p in n.parameters())==3
assert set(n.state_dict())=={'l.weight','l.bias'}
assert isinstance(n.l,torch.nn.Linear)
assert n.l.in_features==2
opt=torch.optim.SGD(n.parameters(),lr=.1)
before=n.l.weight.clone()
loss=((n(torch.ones(4,2))-5)**2).mean()+sum((p**2).sum() for p in n.parameters())
opt.zero_grad(); loss.backward(); opt.step()
assert not torch.equal(before,n.l.weight)
n.eval()
assert not n.training
with torch.no_grad():
    for p in n.parameters(): p.fill_(1.)
assert n(torch.ones(1,2)).item()==3
""",
    ),
    "seq": (
        r"""
from torch import nn
model=nn.Sequential(nn.Linear(4,8),nn.ReLU(),nn.Linear(8,2))
""",
        r"""
import torch
from torch import nn
assert isinstance(model,nn.Sequential) and len(model)==3
assert isinstance(model[0],nn.Linear) and model[0].out_features==8
assert isinstance(model[1], nn.ReLU)
x=torch.randn(5,4)
assert model(x).shape==torch.Size([5,2])
assert [type(m).__name__ for m in model]==['Linear','ReLU','Linear']
model.load_state_dict(model.state_dict())
""",
    ),
    "dataset": (
        r"""
import torch
from torch.utils.data import Dataset
class D(Dataset):
    def __init__(self,n): self.n=n
    def __len__(self): return self.n
    def __getitem__(self,i): return torch.tensor([float(i)]), i%2
""",
        r"""
import torch
from torch.utils.data import DataLoader
d=D(10)
assert len(d)==10
xs=[x for x,y in DataLoader(d,batch_size=4)]
assert [len(x) for x in xs]==[4,4,2]
""",
    ),
    "trainloop": (
        r"""
import torch
def train(model,loader,opt,loss_fn):
    tot=0
    for x,y in loader:
        opt.zero_grad(); l=loss_fn(model(x),y); l.backward(); opt.step(); tot+=l.item()
    return tot
""",
        r"""
import torch
from torch import nn
torch.manual_seed(0)
m=nn.Linear(1,1)
x=torch.randn(8,1); y=2*x
loader=torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x,y),batch_size=4)
o=torch.optim.SGD(m.parameters(),lr=.1)
a=train(m,loader,o,nn.MSELoss())
for _ in range(30): b=train(m,loader,o,nn.MSELoss())
assert b<a/10
assert abs(m.weight.item()-2)<.3
""",
    ),
    "seedrand": (
        r"""
import random
def roll(): return random.randint(1,6)
""",
        r"""
import random
random.seed(3)
a=[roll() for _ in range(5)]
random.seed(3)
assert a==[random.randint(1,6) for _ in range(5)]
""",
    ),
    "seednp": (
        r"""
import numpy as np
def roll(n): return np.random.rand(n)
""",
        r"""
import numpy as np
np.random.seed(3)
a=roll(4)
np.random.seed(3)
assert np.allclose(a,np.random.rand(4))
""",
    ),
    "rngarg": (
        r"""
def roll(rng): return rng.integers(0,10,5)
""",
        r"""
import numpy as np
assert (roll(np.random.default_rng(1))==np.random.default_rng(1).integers(0,10,5)).all()
r=np.random.default_rng(1)
roll(r)
q=np.random.default_rng(1); q.integers(0,10,5)
assert r.integers(100)==q.integers(100)
""",
    ),
    "asyncrun": (
        r"""
import asyncio
async def f(x):
    return x+1
def main(): return 3
""",
        r"""
import asyncio, inspect
assert inspect.iscoroutinefunction(f)
assert main()==3
""",
    ),
    "file": (
        r"""
def read(): return open('data.txt').read()
""",
        r"""
open('data.txt','w').write('hello')
assert read()=='hello'
""",
    ),
    "fileobj": (
        r"""
def head(f): return f.readline().strip()
""",
        r"""
import io
assert head(io.StringIO('one\ntwo'))=='one'
""",
    ),
    "write": (
        r"""
def save(fn,t):
    with open(fn,'w') as f: f.write(t)
""",
        r"""
save('out.txt','abc')
assert open('out.txt').read()=='abc'
""",
    ),
    "time": (
        r"""
def fib(n):
    a,b=0,1
    for _ in range(n): a,b=b,a+b
    return a
""",
        r"""
import time
t=time.time()
assert fib(300)>10**60
assert time.time()-t<2
""",
    ),
    "rebinding": (
        r"""
def double(x): return 2*x
def quad(x): return double(double(x))
""",
        r"""
tmp=double
del double
try:
    quad(1)
except NameError: pass
else: raise AssertionError
finally:
    double=tmp
assert quad(2)==8
""",
    ),
    "rebinding2": (
        r"""
def double(x): return 2*x
def quad(x): return double(double(x))
""",
        r"""
_d=double
calls=0
def double(x):
    global calls
    calls+=1
    return _d(x)
assert quad(2)==8
assert calls==2
""",
    ),
    "deepcopy": (
        r"""
class N:
    def __init__(self): self.c=[1]
""",
        r"""
import copy
n=N(); m=copy.deepcopy(n)
m.c.append(2)
assert n.c==[1]
""",
    ),
    "linkedlist": (
        r"""
class Node:
    def __init__(self,v,next=None): self.v=v; self.next=next
def rev(n):
    p=None
    while n: n.next,p,n=p,n,n.next
    return p
""",
        r"""
n=Node(1,Node(2,Node(3)))
r=rev(n)
out=[]
while r is not None: out.append(r.v); r=r.next
assert out==[3,2,1]
""",
    ),
    "linkedtest": (
        r"""
def total(n):
    s=0
    while n is not None: s+=n.val; n=n.next
    return s
""",
        r"""
class Node:
    def __init__(self,val,next=None): self.val=val; self.next=next
assert total(Node(1,Node(2)))==3
""",
    ),
    "testobj_mut": (
        r"""
def birthday(p): p.age+=1; p.tags.append('x')
""",
        r"""
class P:
    def __init__(self): self.age=3; self.tags=[]
p=P()
birthday(p)
assert p.age==4 and p.tags==['x']
""",
    ),
    "simple_ns": (
        r"""
def f(o): return o.a+o.b
""",
        r"""
from types import SimpleNamespace
assert f(SimpleNamespace(a=1,b=2))==3
""",
    ),
    "kwargs": (
        r"""
def f(*args,sep=',',**kw): return sep.join(map(str,args))+str(sorted(kw))
""",
        r"""
assert f(1,2,sep='-',z=1,a=2)=="1-2['a', 'z']"
""",
    ),
    "decorator": (
        r"""
import functools
def deco(f):
    @functools.wraps(f)
    def w(*a): w.n+=1; return f(*a)
    w.n=0
    return w
""",
        r"""
@deco
def g(x):
    'doc'
    return x
g(1);g(2)
assert g.n==2 and g.__name__=='g'
""",
    ),
    "lru": (
        r"""
from functools import lru_cache
@lru_cache
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
""",
        r"""
assert fib(50)==12586269025
assert fib.cache_info().hits>0
""",
    ),
    "bigint": (
        r"""
def f(n):
    import math
    return math.factorial(n)
""",
        r"""
import math
assert f(100)==math.factorial(100)
""",
    ),
    "nan": (
        r"""
def f(): return float('nan'), float('inf'), -0.0
""",
        r"""
import math
a,b,c=f()
assert math.isnan(a) and math.isinf(b) and math.copysign(1,c)==-1
""",
    ),
    "zip_enum": (
        r"""
def f():
    return (zip([1,2],'ab'), enumerate('ab'), map(str,[1]), filter(None,[0,1]), reversed([1,2]),
            {}.keys(), {'a':1}.items(), iter([1]))
""",
        r"""
z,e,m,fi,r,k,i,it=f()
assert list(z)==[(1,'a'),(2,'b')] and list(e)==[(0,'a'),(1,'b')] and list(m)==['1'] and list(fi)==[1]
assert list(r)==[2,1] and list(k)==[] and list(i)==[('a',1)] and next(it)==1
""",
    ),
    "micrograd": (
        r"""
class Value:
    def __init__(self,d,ch=()): self.data=d; self.grad=0.; self._b=lambda:None; self._p=ch
    def __add__(self,o):
        o=o if isinstance(o,Value) else Value(o)
        out=Value(self.data+o.data,(self,o))
        def b(): self.grad+=out.grad; o.grad+=out.grad
        out._b=b
        return out
    __radd__=__add__
    def __mul__(self,o):
        o=o if isinstance(o,Value) else Value(o)
        out=Value(self.data*o.data,(self,o))
        def b(): self.grad+=o.data*out.grad; o.grad+=self.data*out.grad
        out._b=b
        return out
    def backward(self):
        t=[];s=set()
        def go(v):
            if v not in s:
                s.add(v)
                for c in v._p: go(c)
                t.append(v)
        go(self); self.grad=1.
        for v in reversed(t): v._b()
""",
        r"""
a=Value(2.); b=Value(3.)
c=a*b+a+1
c.backward()
assert a.grad==4. and b.grad==2. and c.data==9
assert abs(c.data-9)<1e-6
""",
    ),
    "approx": (
        r"""
class R:
    def __init__(self): self.v=0.1+0.2
""",
        r"""
import pytest
assert R().v==pytest.approx(.3)
""",
    ),
    "np_class_arr": (
        r"""
import numpy as np
class LinReg:
    def fit(self,X,y): self.w=np.linalg.lstsq(X,y,rcond=None)[0]; return self
    def predict(self,X): return X@self.w
    def score(self,X,y): return 1-((y-self.predict(X))**2).sum()/((y-y.mean())**2).sum()
""",
        r"""
import numpy as np
X=np.random.rand(20,3); y=X@[1.,2.,3.]
m=LinReg().fit(X,y)
assert np.allclose(m.w,[1,2,3])
assert np.allclose(m.predict(X),y) and m.score(X,y)>.99
m.w[0]=0
assert m.w[0]==0
""",
    ),
    "sklearn_arg": (
        r"""
def ev(m,X,y): return m.fit(X,y).score(X,y)
""",
        r"""
import numpy as np
from sklearn.linear_model import LinearRegression
X=np.random.rand(20,2); y=X@[1.,2.]
m=LinearRegression()
assert ev(m,X,y)>.99
assert np.allclose(m.coef_,[1,2])
""",
    ),
    "typecheck": (
        r"""
def f(): return 3
""",
        r"""
from typing import get_type_hints
assert type(f()) is int
assert type(f()) == int
assert isinstance(f(),(int,float))
assert callable(f)
assert not isinstance(f,int)
""",
    ),
    "varargs_fn": (
        r"""
import math
def integrate(f,a,b,n=1000):
    h=(b-a)/n
    return h*sum(f(a+(i+.5)*h) for i in range(n))
""",
        r"""
import math
assert abs(integrate(math.sin,0,math.pi)-2)<1e-4
assert abs(integrate(lambda x:x**2,0,1)-1/3)<1e-4
""",
    ),
    "magic": (
        r"""
import numpy as np
%matplotlib inline
x = 3
""",
        r"""
assert x == 3
""",
    ),
    "magictest": (
        r"""
def f(x): return x
""",
        r"""
%timeit -n1 -r1 f(3)
assert f(3)==3
""",
    ),
    "capture": (
        r"""
def hello(): print('hi')
""",
        r"""
%%capture out
hello()
assert callable(hello)
""",
    ),
    "syspath": (
        r"""
def f(): return 1
""",
        r"""
import sys
assert 'numpy' in sys.modules or True
assert f()==1
""",
    ),
    "threads": (
        r"""
import threading
def f(n):
    out=[]
    ts=[threading.Thread(target=out.append,args=(i,)) for i in range(n)]
    [t.start() for t in ts]; [t.join() for t in ts]
    return sorted(out)
""",
        r"""
assert f(5)==[0,1,2,3,4]
""",
    ),
    "threads that call the test's function": (
        r"""
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
import numpy as np
def numerical_gradient(f, w):
    steps = 1e-5 * np.eye(len(w))
    with ThreadPoolExecutor() as pool:
        after, before = list(pool.map(f, w + steps)), list(pool.map(f, w - steps))
    return (np.array(after) - np.array(before)) / 2e-5
def table(f, xs):
    out = {}
    threads = [Thread(target=lambda x=x: out.update({x: f(x)})) for x in xs]
    [t.start() for t in threads]; [t.join() for t in threads]
    return out
""",
        r"""
import numpy as np
w = np.arange(6.0)
assert np.allclose(numerical_gradient(lambda w: (w ** 2).sum(), w), 2 * w)
assert table(lambda x: x * x, range(20)) == {x: x * x for x in range(20)}
assert table(lambda x: sorted(table(lambda y: y, range(x))), range(5))[4] == [0, 1, 2, 3]
""",
    ),
    "sqlite": (
        r"""
import sqlite3
def mk():
    c=sqlite3.connect(':memory:'); c.execute('create table t(a)'); c.execute('insert into t values(3)'); return c
""",
        r"""
c=mk()
assert c.execute('select a from t').fetchall()==[(3,)]
""",
    ),
    "json": (
        r"""
import json
def f(d): return json.dumps(d,sort_keys=True)
""",
        r"""
import json
assert json.loads(f({'b':[1,None,True]}))=={'b':[1,None,True]}
""",
    ),
    "matrix_inplace": (
        r"""
import numpy as np
def norm(a): a-=a.mean(); a/=a.std()
""",
        r"""
import numpy as np
a=np.arange(5.); b=a[1:4]
norm(a)
assert abs(a.mean())<1e-9 and abs(a.std()-1)<1e-9
assert np.shares_memory(a,b) and b[0]==a[1]
""",
    ),
    "tuple_ret": (
        r"""
import numpy as np
def f(x): return x.mean(), x.std(), {'max':x.max()}
""",
        r"""
import numpy as np
m,s,d=f(np.arange(5.))
assert m==2 and np.isclose(s,2**.5) and d['max']==4
""",
    ),
    "vmap": (
        r"""
import torch
def f(x): return (x**2).sum()
""",
        r"""
import torch
assert torch.allclose(torch.func.grad(f)(torch.tensor([1.,2.])),torch.tensor([2.,4.]))
""",
    ),
    "closure_opt": (
        r"""
import torch
def fit(p,opt):
    def cl():
        opt.zero_grad(); l=(p-3).pow(2).sum(); l.backward(); return l
    opt.step(cl)
""",
        r"""
import torch
p=torch.zeros(2,requires_grad=True)
o=torch.optim.LBFGS([p],lr=1)
fit(p,o)
assert torch.allclose(p,torch.full((2,),3.))
""",
    ),
    "globals": (
        r"""
x=3
def f(): return x
""",
        r"""
assert 'x' in globals() and globals()['x']==3
assert 'f' in dir()
""",
    ),
    "current_axes": (
        r"""
import matplotlib.pyplot as plt
def draw(x):
    plt.plot(x, [v * v for v in x])
    plt.title('squares'); plt.xlabel('x')
""",
        r"""
import matplotlib.pyplot as plt
draw([1,2,3])
ax = plt.gca()
assert ax.get_title() == 'squares' and ax.get_xlabel() == 'x'
assert list(ax.lines[0].get_ydata()) == [1,4,9]
assert len(plt.get_fignums()) == 1 and len(plt.gcf().axes) == 1
plt.close('all')
assert plt.get_fignums() == []
fig, (left, right) = plt.subplots(1, 2)
assert plt.gca() is right
""",
    ),
    "second_derivative": (
        r"""
import torch
def f(x): return (x ** 3).sum()
""",
        r"""
import torch
x = torch.tensor([1.,2.], requires_grad=True)
g, = torch.autograd.grad(f(x), x, create_graph=True)
h, = torch.autograd.grad(g.sum(), x, create_graph=True)
assert torch.allclose(h, 6*x)
k, = torch.autograd.grad(h.sum(), x)
assert torch.allclose(k, torch.full((2,), 6.))
assert torch.allclose(torch.autograd.functional.hessian(f, torch.tensor([1.,2.])), torch.diag(torch.tensor([6.,12.])))
y = torch.tensor([1.,2.], requires_grad=True, dtype=torch.float64)
assert torch.autograd.gradgradcheck(f, (y,))
""",
    ),
    "gradient_penalty": (
        r"""
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Linear(2, 1)
    def forward(self, x): return torch.tanh(self.a(x))
""",
        r"""
import torch
net = Net()
x = torch.ones(3, 2, requires_grad=True)
g, = torch.autograd.grad(net(x).sum(), x, create_graph=True)
(g.norm() - 1).pow(2).backward()
assert net.a.weight.grad is not None and net.a.weight.grad.abs().sum() > 0
""",
    ),
    "warns": (
        r"""
import warnings
def root(x):
    if x < 0:
        warnings.warn('negative', UserWarning)
        return 0.0
    return x ** 0.5
""",
        r"""
import warnings, pytest
for _ in range(2):
    with pytest.warns(UserWarning, match='neg'):
        assert root(-1) == 0
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    root(-1); root(-1); root(4)
assert len(caught) == 2 and issubclass(caught[0].category, UserWarning) and 'negative' in str(caught[0].message)
with warnings.catch_warnings():
    warnings.simplefilter('error')
    assert root(4) == 2
    try: root(-4)
    except UserWarning: pass
    else: raise AssertionError
assert root(9) == 3
""",
    ),
    "own_warning": (
        r"""
import warnings
class Rough(RuntimeWarning): pass
def f(): warnings.warn('rough', Rough); return 1
""",
        r"""
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    assert f() == 1
assert caught[-1].category.__name__ == 'Rough' and issubclass(caught[-1].category, RuntimeWarning)
""",
    ),
    "dataclasses": (
        r"""
from dataclasses import dataclass, field
@dataclass(frozen=True, order=True)
class Point:
    x: float
    y: float = 0.0
    tags: list = field(default_factory=list, compare=False)
""",
        r"""
import dataclasses
assert dataclasses.is_dataclass(Point) and dataclasses.is_dataclass(Point(1.0))
assert [f.name for f in dataclasses.fields(Point)] == ['x', 'y', 'tags']
assert dataclasses.fields(Point)[0].type is float and dataclasses.fields(Point)[1].default == 0.0
assert dataclasses.asdict(Point(1.0, 2.0)) == {'x': 1.0, 'y': 2.0, 'tags': []}
assert dataclasses.astuple(Point(1.0)) == (1.0, 0.0, [])
assert Point(1.0) < Point(2.0) and Point(1.0) == Point(1.0)
try: Point(1.0).x = 3
except dataclasses.FrozenInstanceError: pass
else: raise AssertionError
""",
    ),
    "hashed": (
        r"""
class Card:
    def __init__(self, suit): self.suit = suit
    def __eq__(self, other): return self.suit == other.suit
    def __hash__(self): return hash(self.suit)
""",
        r"""
assert len({Card('a'), Card('a'), Card('b')}) == 2
assert Card('a') in {Card('a'): 1} and hash(Card('a')) == hash(Card('a'))
assert {Card('a'): 7}[Card('a')] == 7
""",
    ),
    "bases": (
        r"""
import torch
class Animal: pass
class Dog(Animal): pass
class Net(torch.nn.Module): pass
""",
        r"""
import torch
assert Dog.__bases__ == (Animal,) and Animal.__bases__ == (object,)
assert Net.__bases__ == (torch.nn.Module,) and issubclass(Net, torch.nn.Module)
assert issubclass(Dog, Animal) and not issubclass(Animal, Dog) and not issubclass(Dog, torch.nn.Module)
""",
    ),
    "library_errors": (
        r"""
import statistics, csv, struct
def f(kind):
    if kind == 'mean': statistics.mean([])
    if kind == 'csv': raise csv.Error('line 3')
    struct.unpack('i', b'')
""",
        r"""
import statistics, csv, struct, pytest
for kind, error in (('mean', statistics.StatisticsError), ('csv', csv.Error), ('', struct.error)):
    with pytest.raises(error):
        f(kind)
""",
    ),
    "list_with_methods": (
        r"""
class Stack(list):
    def push(self, x): self.append(x)
    def peek(self): return self[-1]
    def __add__(self, other): return Stack([*self, *other])
    @property
    def size(self): return len(self)
""",
        r"""
s = Stack([1, 2])
s.push(3)
assert s == [1, 2, 3] and s.peek() == 3 and len(s) == 3 and s.size == 3
s.append(4)
assert s.peek() == 4 and s.pop() == 4 and s.size == 3 and s[0] == 1
assert isinstance(s, Stack) and isinstance(s, list)
t = s + [7]
assert isinstance(t, Stack) and t.peek() == 7 and s.size == 3
assert [x for x in s] == [1, 2, 3] and 2 in s and sorted(s, reverse=True) == [3, 2, 1]
""",
    ),
    "dict_with_methods": (
        r"""
class Inventory(dict):
    def add(self, name, n=1): self[name] = self.get(name, 0) + n
    def __missing__(self, name): return 0
    def total(self): return sum(self.values())
""",
        r"""
i = Inventory()
i.add('nut'); i.add('nut', 2); i.add('bolt')
assert i == {'nut': 3, 'bolt': 1} and i.total() == 4 and i['nut'] == 3 and i['screw'] == 0
i['nut'] = 10
assert i.total() == 11 and set(i) == {'nut', 'bolt'}
""",
    ),
    "named_tuple_with_methods": (
        r"""
from typing import NamedTuple
class Point(NamedTuple):
    x: float
    y: float = 0.0
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def moved(self, dx): return self._replace(x=self.x + dx)
""",
        r"""
p = Point(3.0, 4.0)
assert p.norm() == 5.0 and p == (3.0, 4.0) and p.x == 3.0 and p[1] == 4.0
assert p.moved(1.0) == (4.0, 4.0) and p.moved(-3.0).norm() == 4.0 and isinstance(p, Point)
x, y = p
assert (x, y) == (3, 4) and Point(1.0).y == 0.0 and p._fields == ('x', 'y')
""",
    ),
    "number_with_methods": (
        r"""
class Celsius(float):
    def fahrenheit(self): return self * 9 / 5 + 32
""",
        r"""
c = Celsius(100)
assert c == 100.0 and c.fahrenheit() == 212.0 and c + 1 == 101.0 and isinstance(c, float) and isinstance(c, Celsius)
""",
    ),
    "set_with_methods": (
        r"""
class Tags(set):
    def add(self, tag): super().add(tag.lower())
""",
        r"""
t = Tags()
t.add('A'); t.add('a'); t.add('B')
assert t == {'a', 'b'} and t & {'a'} == {'a'}
""",
    ),
    "new_arrays_in_nested": (
        r"""
import numpy as np
def step(layers, rate):
    for layer in layers:
        for name in layer:
            layer[name] = layer[name] - rate
    return layers
""",
        r"""
import numpy as np
layers = [{'w': np.ones(2), 'b': np.zeros(1)}, {'w': np.ones(3)}]
got = step(layers, 0.5)
assert got is layers and np.allclose(layers[0]['w'], 0.5) and np.allclose(got[0]['b'], -0.5)
assert np.allclose(step(step(layers, 1), 1)[1]['w'], -1.5)
""",
    ),
    "numpy_random": (
        r"""
import numpy as np
def draw(rng, n):
    return [rng.integers(10) for _ in range(n)]
def pick(rng):
    return rng.rand()
""",
        r"""
import numpy as np
rng, same = np.random.default_rng(3), np.random.default_rng(3)
assert draw(rng, 2) == list(same.integers(10, size=2)) or draw(rng, 0) == []
state, twin = np.random.RandomState(1), np.random.RandomState(1)
assert pick(state) == twin.rand() and state.rand() == twin.rand()
again = np.random.default_rng(5)
assert draw(again, 1) + draw(again, 1) == draw(np.random.default_rng(5), 2)
""",
    ),
    "source_of_a_method": (
        r"""
class Account:
    def pay(self, sum, fee=0):
        return sum + fee
account = Account()
""",
        r"""
import inspect
assert 'sum + fee' in inspect.getsource(account.pay) and 'fee=0' in inspect.getsource(Account.pay)
assert callable(account.pay) and account.pay(2, 1) == 3
assert list(inspect.signature(account.pay).parameters) == ['sum', 'fee']
""",
    ),
    "sources_that_are_clear": (
        r"""
class Dog:
    def speak(self): return 'woof'
    def name(self): return 'Rex'
class Cat:
    def speak(self): return 'meow'
class Puppy(Dog): pass
twice = lambda x: 2 * x
square = lambda x: x ** 2 if x in {'a', 'b', 1, 2, 3} else 0
def total(xs):
    total = 0
    for x in xs: total += x
    return total
def average(xs):
    square = total(xs)
    return square / len(xs)
""",
        r"""
import inspect
assert "'woof'" in inspect.getsource(Dog.speak) and "'meow'" in inspect.getsource(Cat().speak)
assert "'Rex'" in inspect.getsource(Puppy.name) and 'total += x' in inspect.getsource(total)
assert '/ len' in inspect.getsource(average) and 'x ** 2' in inspect.getsource(square)
""",
    ),
    "array_of_things": (
        r"""
import numpy as np
def names(people):
    return [person['name'] for person in people.item()] + [0]
def mixed():
    return np.array([1, 'a', None], dtype=object)
""",
        r"""
import numpy as np
people = np.empty((), dtype=object)
people[()] = [{'name': 'Ann'}, {'name': 'Bo'}]
assert names(people) == ['Ann', 'Bo', 0]
assert mixed().shape == (3,) and (mixed() == np.array([1, 'a', None], dtype=object)).all()
""",
    ),
    "type_of": (
        r"""
class Animal: pass
class Dog(Animal):
    def __init__(self, name): self.name = name
def pets(): return [Dog('Rex'), Animal()]
""",
        r"""
import inspect
dog, animal = pets()
assert type(dog) == Dog and type(dog) != Animal and type(animal) == Animal and type(dog) in (Dog, Animal)
assert type(dog) is not Animal and type(Dog('x')) == type(dog) and type(dog) != type(animal)
assert dog.__class__ == Dog and dog.__class__.__name__ == 'Dog' and str(type(dog)) == "<class '__main__.Dog'>"
assert not Dog == Animal and Dog == Dog and type(dog) != int and not (type(dog) == str)
assert 'self.name = name' in inspect.getsource(Dog.__init__)
""",
    ),
    "import_in_the_test": (
        r"""
def mean(x): return np.mean(x)
def total(x): return js.dumps(math.fsum(x) + offset)
""",
        r"""
import numpy as np, math
import json as js
offset = 2
assert mean([1, 2, 3]) == 2 and total([1, 2]) == '5.0'
offset = 3
assert total([1, 2]) == '6.0' and np.mean([1]) == 1
""",
    ),
    "module_of_another_dtype": (
        r"""
def to_double(module): return module.double()
""",
        r"""
import torch
module = torch.nn.Linear(2, 1)
before = module.weight.detach().double().clone()
to_double(module)
assert module.weight.dtype == torch.float64 and torch.equal(module.weight.detach(), before)
assert module(torch.ones(1, 2, dtype=torch.float64)).dtype == torch.float64
""",
    ),
}

# Those that need pandas, where it is installed.

FRAMES: dict[str, tuple[str, str]] = {
    "frame": (
        r"""
import pandas as pd
def by_town(sales):
    return sales.groupby('town')['sum'].mean()
towns = pd.DataFrame({'town': ['Lyon', 'Nice', None], 'since': pd.to_datetime(['2020-01-01', None, '2021-02-03'])})
""",
        r"""
import pandas as pd
sales = pd.DataFrame({'town': ['a', 'b', 'a'], 'sum': [1.0, 2.0, 4.0]})
got = by_town(sales)
assert isinstance(got, pd.Series) and got['a'] == 2.5 and (got == [2.5, 2.0]).all()
pd.testing.assert_series_equal(got, sales.groupby('town')['sum'].mean())
assert got.equals(sales.groupby('town')['sum'].mean())
assert towns.shape == (3, 2) and list(towns.columns) == ['town', 'since']
assert towns['town'].isna().sum() == 1 and towns.loc[0, 'since'] == pd.Timestamp('2020-01-01')
assert towns.iloc[0].town == 'Lyon' and towns.dtypes['since'].kind == 'M'
""",
    ),
    "frame_in_place": (
        r"""
def doubled(table, column):
    table['twice'] = 2 * table[column]
    return table
def forget(table):
    table.drop(columns='n', inplace=True)
""",
        r"""
import pandas as pd
table = pd.DataFrame({'n': [1, 2]}, index=['x', 'y'])
got = doubled(table, 'n')
assert got is table and table.loc['y', 'twice'] == 4
assert doubled(table.copy(), 'n').equals(table)
forget(table)
assert list(table) == ['twice']
""",
    ),
    "frame_kinds": (
        r"""
import pandas as pd
def spread(table):
    return table.pivot_table(index='day', columns='kind', values='n', aggfunc='sum')
def ranked(words):
    return pd.Series(words).value_counts()
def kinds(table):
    return table['kind'].astype('category'), table.set_index(['day', 'kind']), table['n'].astype('Int64'), table.dtypes
def last(table):
    return table['day'].max()
""",
        r"""
import pandas as pd
table = pd.DataFrame({'day': pd.date_range('2024-01-01', periods=4), 'kind': list('uvuv'), 'n': range(4)})
pd.testing.assert_frame_equal(spread(table), table.pivot_table(index='day', columns='kind', values='n', aggfunc='sum'))
assert ranked(['a', 'b', 'a']).to_dict() == {'a': 2, 'b': 1}
category, double, whole, types = kinds(table)
assert list(category.cat.categories) == ['u', 'v'] and double.index.names == ['day', 'kind']
assert str(whole.dtype) == 'Int64' and whole.sum() == 6 and types['n'] == table['n'].dtype
assert last(table) == pd.Timestamp('2024-01-04') and last(table).day == 4
""",
    ),
    "transforms": (
        r"""
import torch
def loss(params, x, y):
    return ((x @ params['w'] + params['b'] - y) ** 2).mean()
def cube(x): return (x ** 3).sum()
def wave(x): return x.sin()
""",
        r"""
import torch
from torch.func import grad, hessian, jacfwd, jacrev, vmap
x = torch.tensor([1., 2.], dtype=torch.float64)
assert torch.allclose(grad(cube)(x), 3 * x**2)
assert torch.allclose(vmap(grad(cube))(torch.stack([x, 2 * x])), torch.stack([3 * x**2, 12 * x**2]))
for jacobian in (jacrev, jacfwd):
    assert torch.allclose(jacobian(wave)(x), torch.diag(x.cos()))
assert torch.allclose(hessian(cube)(x), torch.diag(6 * x))
assert torch.autograd.gradcheck(wave, (x.clone().requires_grad_(),), check_forward_ad=True)
params = {'w': x, 'b': torch.tensor(1., dtype=torch.float64)}
each = vmap(grad(loss), in_dims=(None, 0, 0))(params, torch.eye(2).double(), torch.zeros(2).double())
assert each['b'].tolist() == [4., 6.] and each['w'].tolist() == [[4., 0.], [0., 6.]]
""",
    ),
}
