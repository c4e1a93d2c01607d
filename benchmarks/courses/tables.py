# %% [markdown]
# # Tables
# Sales of a shop, with pandas.
# %%
import pandas as pd

sales = pd.DataFrame(
    {
        "day": pd.date_range("2026-01-05", periods=8),
        "fruit": ["apple", "pear", "apple", "plum", "pear", "apple", "plum", "apple"],
        "kilos": [3.0, 1.5, 2.0, None, 2.5, 4.0, 1.0, 1.0],
        "price": [2.0, 3.0, 2.0, 4.0, 3.0, 2.5, 4.0, 2.5],
    }
)


# %% nbgrader={"grade_id": "turnover", "solution": true}
def turnover(table):
    """The table with a column of kilos times price; a day without kilos sold nothing."""
    ### BEGIN SOLUTION
    return table.assign(turnover=table["kilos"].fillna(0) * table["price"])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_turnover", "points": 2}
assert turnover(sales)["turnover"].tolist() == [6.0, 4.5, 4.0, 0.0, 7.5, 10.0, 4.0, 2.5]
assert "turnover" not in sales.columns


# %% nbgrader={"grade_id": "by_fruit", "solution": true}
def by_fruit(table):
    """The kilos of each fruit, the most first."""
    ### BEGIN SOLUTION
    return table.groupby("fruit")["kilos"].sum().sort_values(ascending=False)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_by_fruit", "points": 2}
found = by_fruit(sales)
assert list(found.index) == ["apple", "pear", "plum"]
### BEGIN HIDDEN TESTS
pd.testing.assert_series_equal(found.sort_index(), sales.groupby("fruit")["kilos"].sum())
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "best_day", "solution": true}
def best_day(table):
    """The day with the largest turnover."""
    ### BEGIN SOLUTION
    return table["day"][(table["kilos"] * table["price"]).idxmax()]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_best_day", "points": 1}
assert best_day(sales) == pd.Timestamp("2026-01-10")
