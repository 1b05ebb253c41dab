-- The same, with the window put into the equality: each post meets only posts of its own minute and of the minutes beside it.
WITH cut AS (SELECT *, epoch_ms(time) // 60000 AS minute FROM posts),
     beside AS (SELECT account, object, time, minute + step AS minute FROM cut, (VALUES (-1), (0), (1)) AS steps(step))
SELECT one.account AS source, other.account AS target, count(DISTINCT one.object) AS weight
FROM cut AS one JOIN beside AS other
  ON one.object = other.object
 AND one.minute = other.minute
 AND one.account < other.account
 AND other.time BETWEEN one.time - INTERVAL 60 SECOND AND one.time + INTERVAL 60 SECOND
GROUP BY ALL
HAVING weight >= 2
