"""The blocks of the report notebooks: each a function from results to one `Bundle`."""
