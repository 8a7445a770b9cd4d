"""Its being here puts this folder on the path: `records` makes records by hand for the tests of every room."""
