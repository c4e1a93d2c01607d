# %% exercise="predict" verdict="right" label="dot"
def predict(x, w, b):
    return np.dot(x, w) + b
